using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Launching;

public sealed class HostCredentialsTests
{
    private static readonly Dictionary<string, string> Environment = new()
    {
        ["ANTHROPIC_API_KEY"] = "sk-the-key", ["GITHUB_TOKEN"] = "ghp-the-token", ["TICKET"] = "42", ["EMPTY"] = "",
    };

    private const string Real = "sk-ant-api03-the-real-key-of-the-host";

    [TestCase("ANTHROPIC_API_KEY", Real, "--env ANTHROPIC_API_KEY would hand the agent the credential which")]
    [TestCase("FOO", Real, "--env FOO would hand the agent the value of ANTHROPIC_API_KEY, which")]
    [TestCase("HEADER", "Authorization: Bearer " + Real, "--env HEADER would hand the agent the value of ANTHROPIC_API_KEY, which")]
    [TestCase("URL", "https://u:sk%2Dant%2Dapi03-the-real-key-of-the-host@api.example", "value of ANTHROPIC_API_KEY")]
    [TestCase("BASIC", "YWdlbnQ6c2stYW50LWFwaTAzLXRoZS1yZWFsLWtleS1vZi10aGUtaG9zdA==", "value of ANTHROPIC_API_KEY")]
    [TestCase("JSON", "{\"key\":\"" + Real + "\"}", "value of ANTHROPIC_API_KEY")]
    [TestCase("TOKEN", "ghp-of-a-route", "--env TOKEN would hand the agent the value of DEPLOY, which")]
    [TestCase("SHORT", "pin", "--env SHORT would hand the agent the value of PIN, which")]
    [TestCase("ANTHROPIC_API_KEY", "sk-another", null)]
    [TestCase("WORD", "pinafore", null)]
    [TestCase("TICKET", "42", null)]
    [TestCase("EMPTY", "", null)]
    public void A_value_that_the_proxy_injects_may_not_be_given_to_the_agent(string name, string value, string? refusal)
    {
        HostCredentials keys = new([new ProviderCredential("claude", "ANTHROPIC_API_KEY", Real)]);
        RouteSecret[] secrets = [new("DEPLOY", "ghp-of-a-route"), new("PIN", "pin")];
        Assert.That(
            () => keys.RefuseHandingOver([new GivenVariable(name, value, $"--env {name}")], secrets),
            refusal is null ? Throws.Nothing : Throws.InstanceOf<CommandFailure>().With.Message.Contains(refusal));
    }

    [Test]
    public void A_key_belongs_to_the_provider_of_its_host()
    {
        ProviderTable table = ProviderTable.From([new ProviderConfiguration("mine", ["generativelanguage.googleapis.com"], "gemini")]);
        HostCredentials keys = HostCredentials.Find(new Dictionary<string, string> { ["GEMINI_API_KEY"] = "k" }, table);
        Assert.That(keys.Keys, Is.EqualTo(new[] { new ProviderCredential("mine", "GEMINI_API_KEY", "k") }));
        Assert.That(keys.VariableFor("gemini"), Is.EqualTo("GEMINI_API_KEY"));
    }

    [TestCase("llms", "GITHUB_TOKEN", "api.githubcopilot.com", "openrouter.ai")]
    [TestCase("gemini", "GEMINI_API_KEY", "generativelanguage.googleapis.com", "llm.internal:8443")]
    [TestCase("gemini", "GEMINI_API_KEY", "llm.internal:8443")]
    public void A_key_is_not_used_for_a_host_of_another_owner(string provider, string variable, params string[] hosts)
    {
        ProviderTable table = ProviderTable.From([new ProviderConfiguration(provider, hosts, "openai")]);
        Assert.That(HostCredentials.Find(new Dictionary<string, string> { [variable] = "k" }, table).Keys, Is.Empty);
    }

    [TestCase("built in", "ANTHROPIC_API_KEY")]
    [TestCase("copilot", "ANTHROPIC_API_KEY,GITHUB_TOKEN")]
    public void A_run_gets_only_the_keys_that_it_may_use(string open, string expected)
    {
        RouteSet routes = open == "built in" ? RouteSet.BuiltIn : new RouteSet(0, EgressLog.Blocks, AgentRoutes.All(AgentPresets.Named(open)!));
        HostCredentials keys = HostCredentials.Find(Environment, ProviderTable.BuiltIn).For(routes);
        Assert.That(string.Join(',', keys.Keys.Select(key => key.Variable)), Is.EqualTo(expected));
    }

    [Test]
    public void An_agent_allowed_by_name_gets_its_key_from_the_variable_that_is_set() => Assert.That(
        AllowedRoutes.Of("copilot", new RouteOrigin("--allow", 0), HostCredentials.Find(Environment, ProviderTable.BuiltIn))
            .Select(route => route.Auth?.Variable).OfType<string>(),
        Is.Not.Empty.And.All.EqualTo("GITHUB_TOKEN"));
}
