using System.Runtime.Versioning;
using BotBottle.Core.Tests.Controller.Bottles.Sandbox;
using BotBottle.Core.Text;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>The attacks on the host's git from a container and with <c>--isolation none</c>; <see cref="GitBreachTests"/> has those from the sandbox.</summary>
[TestFixture, Category("System"), SupportedOSPlatform("linux"), Parallelizable(ParallelScope.All)]
public sealed class GitAttackTests
{
    private const string Rootless = "container of a user";

    private static readonly string[] Programs = ["/usr/bin/git", "/usr/bin/perl", "/usr/bin/ln"];

    private PodmanStore _podman = null!;
    private PodmanStore? _rootless;

    [OneTimeSetUp]
    public async Task Make_images()
    {
        _podman = await PodmanStore.CreateAsync(Programs);
        _rootless = Environment.UserName == "root" ? await PodmanStore.CreateAsync(asUser: true, Programs) : null;
    }

    [OneTimeTearDown]
    public async Task Remove_images()
    {
        await _podman.DisposeAsync();
        await (_rootless?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [TestCase("container", Category = "Long")]
    [TestCase(Rootless)]
    [TestCase("none", Category = "Long")]
    public async Task Leftovers_below_a_git_folder_are_named_during_the_run_and_at_its_end(string isolation)
    {
        GitAttacks.Row[] rows = [.. GitAttacks.Rows, .. isolation == "none" ? GitAttacks.WithoutWall : []];
        await using CliHost host = await PrepareAsync();
        string outside = Path.Combine(host.Root, "out");
        await OnHostAsync(host, GitAttacks.RowFolders(rows.Length, outside));
        await OnHostAsync(host, "mkfifo go");
        await UseAsync(host, isolation);

        await using CliProcess run =
            host.Start([.. Run(isolation), "--on-breach", "warn", "--", "sh", "-c", GitAttacks.ScriptOf(rows, outside) + "\nread line <go\nexit 3"]);
        string[] named = [.. rows.Select((row, i) => $"{host.Work}/row{i}/{TerminalText.Clean(row.Path)} ")];
        await run.UntilSaidAsync(said => rows.Index().All(row => !row.Item.Lives || said.Contains(named[row.Index], StringComparison.Ordinal)));
        await File.WriteAllTextAsync(Path.Combine(host.Work, "go"), "\n");
        CommandResult result = await run.EndAsync();

        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString());
        string[] lines = result.Error.Split('\n');
        string[] wrong = [
            .. rows.Where(
                (_, i) => lines.Count(line => line.StartsWith($"bot-bottle: {named[i]}", StringComparison.Ordinal)
                    && line.Contains("git on this host", StringComparison.Ordinal)) != 1).Select(row => row.Name)];
        Assert.That(wrong, Is.Empty, result.ToString());
        Assert.That((await host.BotBottleAsync("log")).Output, Does.Contain(named[0]).And.Contain(named[^1]));
        await OnHostAsync(host, "rm -rf row*"); // names that .NET cannot delete
    }

    [TestCase("container", Category = "Long")]
    [TestCase(Rootless)]
    public async Task A_container_protects_git_and_normal_work_is_no_breach(string isolation)
    {
        await using CliHost host = await PrepareAsync();
        string canary = Path.Combine(host.Root, "canary");
        await File.WriteAllTextAsync(canary, GitAttacks.Text);
        await UseAsync(host, isolation);
        CommandResult run = await host.BotBottleAsync(
            [.. Run(isolation), "--", "sh", "-c", $"CANARY={canary}\n{GitAttacks.ScriptOf([.. GitAttacks.Walled, .. GitAttacks.Honest])}\nexit 3"]);
        string failed = Path.Combine(host.Work, "failed");
        Assert.That(File.Exists(failed) ? await File.ReadAllTextAsync(failed) : "", Is.Empty);
        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString());
        await WorkOnHostAsync(host, isolation == Rootless ? _rootless!.Words : []);
        Assert.That(await File.ReadAllTextAsync(canary), Is.EqualTo(GitAttacks.Text));
    }

    [Test]
    public async Task Without_isolation_normal_work_is_no_breach_and_changed_settings_are_named_at_the_end()
    {
        await using CliHost host = await PrepareAsync();
        CommandResult honest = await host.BotBottleAsync([.. Run("none"), "--", "sh", "-c", $"{GitAttacks.ScriptOf(GitAttacks.Honest)}\nexit 3"]);
        string failed = Path.Combine(host.Work, "failed");
        Assert.That(File.Exists(failed) ? await File.ReadAllTextAsync(failed) : "", Is.Empty);
        Assert.That(honest.ExitCode, Is.EqualTo(3), honest.ToString());
        CommandResult commit = await host.BotBottleAsync([.. Run("none"), "--", "sh", "-c", "echo x >g; git add g; git commit -qm g"]);
        Assert.That((commit.ExitCode, commit.Error.Contains("settings", StringComparison.Ordinal)), Is.EqualTo((0, false)), commit.ToString());
        foreach (string change in (string[])["git config core.fsmonitor ./evil", "echo 'echo evil' >.git/hooks/post-commit",
            "mkdir -p .git/worktrees/x; echo ../.. >.git/worktrees/x/commondir"])
        {
            CommandResult run = await host.BotBottleAsync([.. Run("none"), "--", "sh", "-c", change]);
            Assert.That(run.ExitCode, Is.Zero, run.ToString());
            Assert.That(run.Error, Does.Contain($"{host.Work} is a git repository that changed its settings while the agent ran"), change);
        }
    }

    private static string[] Run(string isolation) =>
        isolation == "none" ? ["run", "--isolation", "none"] : ["run", "--isolation", "container", "--image", PodmanStore.Image];

    private static async Task<CliHost> PrepareAsync()
    {
        CliHost host = await CliHost.StartAsync();
        await OnHostAsync(host, GitAttacks.Repository);
        return host;
    }

    /// <summary>Configures the host's engine, and gives all its files to the user who runs the container.</summary>
    private Task UseAsync(CliHost host, string isolation) => isolation switch
    {
        "none" => Task.CompletedTask,
        Rootless => host.UseAsync(_rootless ?? throw new IgnoreException("the container is a user's already")),
        _ => host.UseAsync(_podman),
    };

    private static async Task WorkOnHostAsync(CliHost host, IReadOnlyList<string> by)
    {
        foreach (string command in GitAttacks.OperatorsDay)
        {
            string[] words = [.. by, "sh", "-c", command];
            await Command.RunAsync(words[0], words[1..], host.Work);
        }
    }

    private static async Task OnHostAsync(CliHost host, string script)
    {
        CommandResult result = await Command.RunAsync("sh", ["-c", script], host.Work);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }
}
