using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Settings;

namespace BotBottle.Core.Tests.Controller.Definitions;

/// <summary>A launch takes from a repository agent only settings that tighten the policy, never ones that widen it.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LaunchResolverTests
{
    private readonly StringWriter _complaints = new();
    private string _root = "";

    [SetUp]
    public void MakeFolder() => _root = Directory.CreateTempSubdirectory("launch-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void Budgets_of_a_repository_agent_have_their_own_scope()
    {
        Write("home/bottles/web.md", "budget: {claude: 1M}");
        Write("home/agents/fixer.md", "bottle: web\nbudget: {claude: 500k}");
        Write("work/.bot-bottle/agents/fixer.md", "bottle: web\nbudget: {claude: 2M, codex: {requests: 5}}");
        LaunchDefinition launch = Resolve("fixer");
        string own = launch.Repository!;
        Assert.That(own, Does.Match("^fixer-[0-9a-f]{8}$"));
        Assert.That(launch.Budgets.Select(budget => $"{budget.Scope} {budget.Provider} {budget.Tokens} {budget.Requests} {budget.Origin}"), Is.EqualTo(new[]
        {
            "bottle:web claude 1000000  bottles/web.md:2", "agent:fixer claude 500000  agents/fixer.md:3",
            $"repository:{own} claude 2000000  .bot-bottle/agents/fixer.md:3", $"repository:{own} codex  5 .bot-bottle/agents/fixer.md:3",
        }));
    }

    [Test]
    public void Agents_of_the_same_name_in_two_repositories_have_two_scopes()
    {
        Write("home/bottles/web.md", "");
        Write("work/.bot-bottle/agents/fixer.md", "bottle: web");
        Write("other/.bot-bottle/agents/fixer.md", "bottle: web");
        Write("home/agents/mine.md", "bottle: web");
        Assert.That(Resolve("fixer", folder: "other").Repository, Is.Not.EqualTo(Resolve("fixer").Repository));
        Assert.That(Resolve("fixer").Repository, Is.EqualTo(Resolve("fixer").Repository));
        Assert.That(Resolve("mine").Repository, Is.Null);
    }

    [Test]
    public void The_longest_agent_name_gives_a_valid_scope()
    {
        string name = new('a', 128);
        Write("home/bottles/web.md", "");
        Write($"work/.bot-bottle/agents/{name}.md", "bottle: web\nbudget: {claude: 5}");
        LaunchDefinition launch = Resolve(name);
        Assert.That(BotBottle.Core.Budgets.Scope.TryParse(launch.Budgets.Single().Scope.ToString(), out _), Is.True);
    }

    // The flag, the operator's agent of that name ("-": there is none), the bottle, the repository's; then what applies without it, and at least.
    [TestCase(null, "-", null, "kill", null, CutoffPolicy.Kill, false)]
    [TestCase(null, "-", "kill", "cutoff", CutoffPolicy.Kill, CutoffPolicy.Cutoff, true)]
    [TestCase(null, "-", "cutoff", "freeze", CutoffPolicy.Cutoff, CutoffPolicy.Freeze, false)]
    [TestCase(null, "kill", "cutoff", null, CutoffPolicy.Kill, null, false)]
    [TestCase(null, "kill", null, "freeze", CutoffPolicy.Kill, CutoffPolicy.Freeze, true)]
    [TestCase(null, "", "freeze", "kill", CutoffPolicy.Freeze, CutoffPolicy.Kill, false)]
    [TestCase(CutoffPolicy.Cutoff, "kill", "kill", "kill", CutoffPolicy.Cutoff, null, false)]
    public void A_repository_agents_shutdown_policy_is_a_minimum(
        CutoffPolicy? flag, string? operators, string? bottle, string? repository, CutoffPolicy? otherwise, CutoffPolicy? least, bool warned)
    {
        Write("home/bottles/web.md", Shutdown(bottle));
        if (operators != "-")
        {
            Write("home/agents/fixer.md", "bottle: web\n" + Shutdown(operators));
        }

        Write("work/.bot-bottle/agents/fixer.md", "bottle: web\n" + Shutdown(repository));
        LaunchDefinition launch = Resolve("fixer", flag);
        Assert.That((launch.Shutdown, launch.ShutdownAtLeast), Is.EqualTo((otherwise, least)));
        Assert.That(
            _complaints.ToString().Contains("may only be stricter: shutdown stays", StringComparison.Ordinal), Is.EqualTo(warned), _complaints.ToString());
    }

    private static string Shutdown(string? policy) => string.IsNullOrEmpty(policy) ? "" : $"shutdown: {policy}";

    private void Write(string path, string front)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"---\n{front}\n---\n");
    }

    private LaunchDefinition Resolve(string agent, CutoffPolicy? shutdown = null, string folder = "work")
    {
        CommandHost host = new(
            TextWriter.Null, _complaints, new Dictionary<string, string> { ["BOT_BOTTLE_HOME"] = Path.Combine(_root, "home") },
            Path.Combine(_root, folder), TimeProvider.System, Colours: false);
        RunOptions options = new() { Command = ["true"], Agent = agent, Shutdown = shutdown, TrustRepositoryAgent = true };
        return new LaunchResolver(host, options, HostSettings.Default, new HostCredentials([])).Resolve();
    }
}
