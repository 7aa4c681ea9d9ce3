using BotBottle.Controller.Definitions;
using BotBottle.Core.Presets;
using BotBottle.Core.Providers;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Controller.Launching;

/// <summary>A client chooses its login by the variables that it finds, so that a bottle has exactly those whose credential is injected.</summary>
public sealed class PlaceholdersTests
{

    [Test]
    public void The_placeholder_of_a_key_is_in_the_variables_of_its_clients() =>
        Assert.That(Of(null, Host("ANTHROPIC_API_KEY"), RouteSet.BuiltIn).Keys, Is.EqualTo(new[] { "ANTHROPIC_API_KEY" }));

    [TestCase("opencode", "GOOGLE_API_KEY", "GEMINI_API_KEY,GOOGLE_GENERATIVE_AI_API_KEY")]
    [TestCase("copilot", "GH_TOKEN", "COPILOT_GITHUB_TOKEN")]
    [TestCase("qwen", "DASHSCOPE_API_KEY", "DASHSCOPE_API_KEY,OPENAI_API_KEY")]
    public void A_preset_chooses_the_variables_for_its_agent(string preset, string variable, string expected)
    {
        HostCredentials keys = Host(variable);
        RouteSet routes = Open(preset, keys);
        Assert.That(
            string.Join(',', Of(preset, keys, routes, variable).Keys.Where(name => name != variable || expected.Contains(name, StringComparison.Ordinal))),
            Is.EqualTo(expected));
    }

    [Test]
    public void A_routes_login_token_sets_no_key_variable()
    {
        RouteSet routes = Routes("- {host: api.anthropic.com, auth_scheme: Bearer, token_env: MY_LOGIN}");
        IReadOnlyDictionary<string, string> all = Of("claude", Host(), routes, ("MY_LOGIN", "sk-ant-oat01-secret"));
        Assert.That(all.Keys, Is.EqualTo(new[] { "CLAUDE_CODE_OAUTH_TOKEN", "MY_LOGIN" }));
        Assert.That(all.Values, Is.All.StartsWith("sk-ant-oat01-").And.All.Not.Contain("secret"));
    }

    [Test]
    public void A_bearer_token_that_is_not_a_login_sets_the_token_variable() => Assert.That(
        Of("claude", Host(), Routes("- {host: api.anthropic.com, auth_scheme: Bearer, token_env: GATEWAY}"), ("GATEWAY", "abc")).Keys,
        Is.EqualTo(new[] { "ANTHROPIC_AUTH_TOKEN", "GATEWAY" }));

    [Test]
    public void A_route_to_the_login_host_of_Codex_needs_no_key()
    {
        Assert.That(Of("codex", Host("OPENAI_API_KEY"), Routes("- host: chatgpt.com")), Is.Empty);
        Assert.That(Of("codex", Host("OPENAI_API_KEY"), Routes("- host: api.openai.com")).Keys, Is.EqualTo(new[] { "CODEX_API_KEY", "OPENAI_API_KEY" }));
    }

    [Test]
    public void The_placeholder_of_a_routes_credential_is_in_its_own_variable()
    {
        RouteSet routes =
            Routes("- {host: api.github.com, auth_scheme: token, token_env: GITHUB_TOKEN}\n- {host: x.example, auth_scheme: Bearer, token_env: UNSET}");
        Assert.That(Of(null, Host(), routes, ("GITHUB_TOKEN", "ghp")), Is.EqualTo(new Dictionary<string, string> { ["GITHUB_TOKEN"] = Placeholders.OfRoute }));
    }

    [Test]
    public void An_agent_of_several_providers_gets_only_those_with_a_key()
    {
        RouteSet routes = Open("opencode", Host("OPENAI_API_KEY"));
        Assert.That(routes.Routes.Select(route => route.Host), Is.EqualTo(new[] { "api.openai.com", "chatgpt.com" }));
        Assert.That(Open("opencode", Host()).Routes, Is.Not.Empty, "a refusal then says which key is missing");
    }

    private static HostCredentials Host(params string[] variables) =>
        HostCredentials.Find(variables.ToDictionary(name => name, _ => "a-secret"), ProviderTable.BuiltIn);

    private static RouteSet Open(string preset, HostCredentials keys) =>
        new(0, EgressLog.Blocks, AgentRoutes.Of(AgentPresets.Named(preset)!, provider => keys.VariableFor(provider.Name)));

    private static RouteSet Routes(string lines) => RoutesReader.Read($"routes:\n{lines}\n", "routes.yml");

    private static IReadOnlyDictionary<string, string> Of(string? preset, HostCredentials keys, RouteSet routes, string secret) =>
        Of(preset, keys, routes, (secret, "a-secret"));

    private static IReadOnlyDictionary<string, string> Of(
        string? preset, HostCredentials keys, RouteSet routes, params (string Name, string Value)[] secrets) =>
        Placeholders.Of(
            preset is null ? null : AgentPresets.Named(preset), keys,
            new RunRoutes("routes", null, null, routes, [.. secrets.Select(secret => new RouteSecret(secret.Name, secret.Value))]));
}
