using BotBottle.Core.Presets;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Tests.Core.Presets;

/// <summary>The entries of <c>--allow</c>.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class AllowEntryTests
{
    private static readonly RouteOrigin Origin = new("--allow", 0);

    [TestCase("example.com", "example.com")]
    [TestCase("Example.COM", "example.com")]
    [TestCase("*.example.com", "*.example.com")]
    [TestCase("build:8443", "build:8443")]
    [TestCase("192.0.2.1", "192.0.2.1")]
    public void A_host_entry_opens_the_whole_host(string word, string host)
    {
        Route route = AllowEntry.Routes(word, Origin).Single();
        Assert.That(
            (route.Host, route.Matches, route.GitFetch, route.Describe()), Is.EqualTo((host, (IReadOnlyList<RouteMatch>?)null, true, $"--allow ({host})")));
    }

    [Test]
    public void An_agent_entry_opens_the_hosts_of_its_preset() =>
        Assert.That(AllowEntry.Routes("opencode", Origin).Select(route => route.Host),
            Is.EqualTo(new[] { "api.anthropic.com", "api.openai.com", "chatgpt.com", "generativelanguage.googleapis.com" }));

    [Test]
    public void A_preset_entry_opens_its_routes() => Assert.That(AllowEntry.Routes("pypi", Origin), Is.EqualTo(RegistryPresets.Routes("pypi")));

    [TestCase("nmp",
        "there is no preset 'nmp'; did you mean 'npm'? There are cargo, debian, github, go, maven, npm, nuget, pypi, and the agents claude, codex, copilot, "
            + "gemini, opencode, qwen. A host is written in full, such as api.example.com, *.example.com or build:8443")]
    [TestCase("Python", "there is no preset 'Python'; did you mean 'pypi'?*")]
    [TestCase("NPM", "there is no preset 'NPM'; did you mean 'npm'?*")]
    [TestCase("localhost", "there is no preset 'localhost'. There are*")]
    [TestCase("", "there is no preset ''*")]
    [TestCase("*", "there is no preset '*'*")]
    [TestCase("exa mple.com", "there is no preset 'exa mple.com'*")]
    [TestCase("https://example.com/x", "'https://example.com/x' is a URL; write the host alone: example.com")]
    [TestCase("example.com/x", "'example.com/x' is a URL; write the host alone: example.com")]
    public void Any_other_entry_is_refused_with_a_reason(string word, string problem)
    {
        string? said = AllowEntry.Problem(word);
        Assert.That(said, problem.EndsWith('*') ? Does.StartWith(problem[..^1]) : Is.EqualTo(problem));
        Assert.Throws<FormatException>(() => AllowEntry.Routes(word, Origin));
    }
}
