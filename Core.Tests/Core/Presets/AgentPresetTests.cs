using System.Text.Json;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Presets;

public sealed class AgentPresetTests
{
    [Test]
    public void Six_agents_have_a_preset() => Assert.That(
        AgentPresets.Names, Is.EqualTo(new[] { "claude", "codex", "copilot", "gemini", "opencode", "qwen" }));

    [TestCaseSource(typeof(AgentPresets), nameof(AgentPresets.All))]
    public void Files_of_a_preset_are_valid_for_any_folder_name(AgentPreset preset)
    {
        const string folder = "/project/a \"quoted\" \\ folder\n\u007f \U0001F37E";
        const string written = """/project/a \"quoted\" \\ folder\u000A\u007F """ + "\U0001F37E";
        foreach (PresetFile file in preset.Home)
        {
            string text = PresetText.Fill(file.Text, folder, "A notice.", provider => ProviderTable.BuiltIn.Named(provider)!.Credential.Placeholder);
            Assert.That(text, Does.Not.Contain("{{"), file.Path);
            if (file.Path.EndsWith(".json", StringComparison.Ordinal))
            {
                Assert.That(() => JsonDocument.Parse(text), Throws.Nothing, file.Path);
            }

            if (file.Text.Contains("{{folder}}", StringComparison.Ordinal))
            {
                Assert.That(text, Does.Contain($"\"{written}\""), file.Path);
            }
        }
    }

    [TestCaseSource(typeof(AgentPresets), nameof(AgentPresets.All))]
    public void No_preset_weakens_the_isolation(AgentPreset preset) => Assert.Multiple(() =>
    {
        Assert.That(preset.Routes.Where(route => route.Auth is not null), Is.All.Property("Matches").Not.Null, "a credential is sent only to named paths");
        Assert.That(preset.Routes, Is.All.Property("AgentCredentials").False);
        Assert.That(preset.Inherits.Where(name => name.Contains("KEY", StringComparison.Ordinal)
            || name.Contains("TOKEN", StringComparison.Ordinal) && !name.EndsWith("TOKENS", StringComparison.Ordinal)), Is.Empty);
        Assert.That(preset.Home.Select(file => file.Path), Is.Unique);
    });

    [TestCase("claude", "claude", "-p", "hi")]
    [TestCase("codex", "/opt/tools/bin/codex")]
    [TestCase("claude", "/bin/sh", "-c", "claude -p \"$(cat \"$BOT_BOTTLE_PROMPT_FILE\")\"")]
    [TestCase(null, "claude-wrapper")]
    [TestCase(null, "/bin/sh", "-c", "echo claude")]
    [TestCase(null, "sh")]
    public void A_command_selects_its_preset_by_its_program(string? preset, params string[] command) =>
    Assert.That(AgentPresets.OfCommand(command)?.Name, Is.EqualTo(preset));

    [TestCase("title: X\n", "'install' is missing")]
    [TestCase("title: X\ninstall: i\nkeys: [{provider: claude}]\nhosts: []\n", "unknown key 'hosts'")]
    [TestCase("title: X\ninstall: i\nkeys: [{provider: nobody}]\n", "keys.provider")]
    [TestCase("title: X\ninstall: i\nkeys: []\n", "at least one model API")]
    [TestCase("title: X\ninstall: i\nkeys: [{provider: claude}]\nhome: [{path: ../x, text: a}]\n", "below HOME")]
    [TestCase("title: X\ninstall: i\nkeys: [{provider: claude}]\nhome: [{path: /etc/x, text: a}]\n", "below HOME")]
    public void A_mistake_in_a_preset_is_named(string text, string problem) =>
        Assert.That(() => AgentPresetReader.Read("x", text), Throws.InstanceOf<ConfigurationException>().With.Message.Contains(problem));

    [TestCase("{{folder}}", "/w")]
    [TestCase("\"{{folder}}\"", "\"/w\"")]
    [TestCase("a {{placeholder:codex}} b", "a sk-held-by-bot-bottle b")]
    [TestCase("{{placeholder_end:claude}}", "3-held-by-bot-bottle")]
    public void Placeholders_in_a_text_are_replaced(string text, string filled) =>
        Assert.That(PresetText.Fill(text, "/w", "n", provider => ProviderTable.BuiltIn.Named(provider)!.Credential.Placeholder), Is.EqualTo(filled));

    [TestCase("{{home}}")]
    [TestCase("{{folder")]
    public void An_unknown_placeholder_is_an_error(string text) =>
        Assert.That(() => PresetText.Fill(text, "/w", "n", _ => "p"), Throws.InstanceOf<FormatException>());
}
