using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Core.Presets;

/// <summary>The messages to an operator at the launch of a known agent.</summary>
public sealed class PresetSetupTests
{
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("bot-bottle-preset-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void With_its_key_a_preset_lists_the_open_hosts() =>
        Assert.That(Announced("claude", "ANTHROPIC_API_KEY", null), Does.Contain("it may reach api.anthropic.com,").And.Not.Contain("refused"));

    [Test]
    public void Without_a_key_a_preset_names_both_ways_to_get_one() => Assert.That(
        Announced("claude", null, null), Does.Contain("no key for Claude Code").And.Contain("export ANTHROPIC_API_KEY=").And.Contain(
            "bot-bottle run --agent-credentials -- claude"));

    [Test]
    public void With_a_key_but_no_route_a_preset_names_the_option_that_opens_its_hosts() => Assert.That(
        Announced("claude", "ANTHROPIC_API_KEY", "routes: [{host: docs.example}]\n"),
        Does.Contain("does not open api.anthropic.com").And.Contain("add --allow claude").And.Not.Contain("no key"));

    private string Announced(string agent, string? key, string? routes)
    {
        using StringWriter said = new();
        Dictionary<string, string> environment = new() { ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home") };
        if (key is not null)
        {
            environment[key] = "a-key";
        }

        string? file = null;
        if (routes is not null)
        {
            file = Path.Combine(_root, "routes.yml");
            File.WriteAllText(file, routes);
        }

        CommandHost host = new(TextWriter.Null, said, environment, _root, TimeProvider.System, Colours: false);
        HostCredentials keys = HostCredentials.Find(environment, ProviderTable.BuiltIn);
        RunOptions options = new() { Command = [agent], Routes = file };
        LaunchDefinition definition = new LaunchResolver(host, options, HostSettings.Default, keys).Resolve();
        new PresetSetup(host, AgentPresets.Named(agent)!, Placeholders.Of(definition.Preset, keys, definition.Routes), walled: true)
            .Announce(definition, options);
        return said.ToString();
    }
}
