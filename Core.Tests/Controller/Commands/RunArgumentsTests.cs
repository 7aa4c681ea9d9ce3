using System.CommandLine;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Commands;
using BotBottle.Controller.Definitions;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Core.Tests.Controller.Commands;

[Parallelizable(ParallelScope.All)]
public sealed class RunArgumentsTests
{
    [Test]
    public void Everything_after_two_dashes_belongs_to_the_command() =>
        Assert.That(Of("--name", "x", "--", "curl", "-s", "--budget", "a=1", "@file", "--", "--help").Command, Is.EqualTo(
            new[] { "curl", "-s", "--budget", "a=1", "@file", "--", "--help" }));

    [Test]
    public void Without_options_the_defaults_apply()
    {
        RunOptions options = Of("--", "true");
        Assert.That((options.Name, options.Shutdown, options.Isolation, options.AgentCredentials),
            Is.EqualTo(((string?)null, (CutoffPolicy?)null, (IsolationKind?)null, false)));
        Assert.That((options.Budgets.Count, options.Shares.Count, options.Variables.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void Every_option_is_read()
    {
        RunOptions options = Of(
            "--name", "otter", "--budget", "claude=500k", "--budget", "codex=5M", "--shutdown", "kill", "--isolation", "none", "--share", "lib:ro", "--share",
            "/a/../b",
            "--env", "A", "--env", "B=c=d", "--env", "E=", "--agent-credentials", "--no-supervise", "--allow", "npm, pypi", "--allow", "*.example.com,npm",
            "--", "true");
        Assert.That(options.Name, Is.EqualTo("otter"));
        Assert.That(options.Budgets, Is.EqualTo(new Dictionary<string, long> { ["claude"] = 500_000, ["codex"] = 5_000_000 }));
        Assert.That((options.Shutdown, options.Isolation, options.AgentCredentials), Is.EqualTo(((CutoffPolicy?)CutoffPolicy.Kill, IsolationKind.None, true)));
        Assert.That((options.NoSupervise, Of("--", "true").NoSupervise), Is.EqualTo((true, false)));
        Assert.That(options.Allow, Is.EqualTo(new[] { "npm", "pypi", "*.example.com" }));
        Assert.That(options.Shares, Is.EqualTo(new[] { new Share("/project/lib", true), new Share("/b", false) }));
        Assert.That(options.Variables, Is.EqualTo(new Dictionary<string, string?> { ["A"] = null, ["B"] = "c=d", ["E"] = "" }));
    }

    [Test]
    public void An_unknown_word_after_allow_is_an_error()
    {
        RunArguments run = new();
        RootCommand root = new("test");
        run.AddTo(root);
        Assert.That(root.Parse(["--allow", "npm,nmp"]).Errors.Single().Message, Does.StartWith("--allow: there is no preset 'nmp'; did you mean 'npm'?"));
    }

    [TestCase("--share", ":ro", ExpectedResult = "--share: ':ro' names no path; write --share PATH:ro")]
    public string An_option_without_a_path_is_an_error(string option, string value)
    {
        RunArguments run = new();
        RootCommand root = new("test");
        run.AddTo(root);
        return root.Parse([option, value]).Errors.Single().Message;
    }

    [Test]
    public void The_whole_repository_is_not_carried()
    {
        DirectoryInfo top = Directory.CreateTempSubdirectory("bot-bottle-carry-");
        try
        {
            string inner = top.CreateSubdirectory("inner").FullName;
            Directory.CreateDirectory(Path.Combine(top.FullName, ".git"));
            Directory.CreateDirectory(Path.Combine(top.FullName, "vendor", ".git"));
            Assert.That(Carried(".", top.FullName), Does.StartWith("--carry .: the whole repository is in the clone anyway; name what git ignores"));
            Assert.That(Carried("..", inner), Does.StartWith("--carry ..: the whole repository is in the clone anyway"));
            Assert.That(Carried(".", inner), Is.EqualTo(inner));
            Assert.That(Carried("vendor/", top.FullName), Is.EqualTo(Path.Combine(top.FullName, "vendor")));
        }
        finally
        {
            top.Delete(recursive: true);
        }

        static string Carried(string path, string folder)
        {
            RunArguments run = new();
            RootCommand root = new("test");
            run.AddTo(root);
            try
            {
                return run.Of(root.Parse(["--carry", path]), new VerbHost().Host with { Folder = folder }).Carry.Single();
            }
            catch (CommandFailure refused)
            {
                return refused.Message;
            }
        }
    }

    private static RunOptions Of(params string[] arguments)
    {
        RunArguments run = new();
        RootCommand root = new("test");
        run.AddTo(root);
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.That(parsed.Errors, Is.Empty);
        return run.Of(parsed, new CommandHost(
            TextWriter.Null, TextWriter.Null, new Dictionary<string, string> { ["EGRESS_ROUTES"] = "of-env.yml" }, "/project", TimeProvider.System, false));
    }
}
