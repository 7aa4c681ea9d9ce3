namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>The end of a run with refused hosts: the printed option works as typed.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class RefusedHostsTests
{
    private static readonly Dictionary<string, (string Command, string Reason)> Clients = new()
    {
        ["npm"] = ("npm view left-pad", "Bot Bottle: registry.npmjs.org:443 is not on the allowlist"),
        ["go"] = ("go mod init project && go get example.org/x", "server response:(?s:.*)Bot Bottle: proxy.golang.org:443 is not on the allowlist"),
        ["git"] = ("git clone https://github.com/o/r", "remote: Bot Bottle: github.com:443 is not on the allowlist"),
        ["wget"] = ("wget https://example.com/x", @"ERROR 403: Forbidden \(Bot Bottle: host_not_allowed\)"),
        ["mvn"] = ("mvn -q org.example:plugin:1.0:goal", @"403 Forbidden \(Bot Bottle: host_not_allowed\)"),
    };

    [Test]
    public async Task Refused_hosts_are_listed_with_options_that_open_them()
    {
        await using CliHost host = await CliHost.StartAsync();
        Registry registry = new Registry().With("registry.npmjs.org/left-pad", "{}").With("docs.example/guide", "the guide");
        await using LoopbackSite site = await registry.StartAsync(host);
        const string Ask =
            "curl -sS https://registry.npmjs.org/left-pad; curl -sS https://registry.npmjs.org/left-pad; curl -sS https://docs.example/guide; curl -sS -X PUT "
                + "-d '{}' https://registry.npmjs.org/left-pad";
        CommandResult refused = await host.InBottleAsync([], "sh", "-c", Ask.Replace("-X PUT -d '{}'", "", StringComparison.Ordinal));
        Assert.That(refused.Error, Does.Contain(
            "bot-bottle: refused: registry.npmjs.org ×3 (open it with --allow npm), docs.example ×1 (open it with --allow docs.example)\n"),
            refused.ToString());

        CommandResult open = await host.InBottleAsync(["--name", "open", "--allow", "npm,docs.example"], "sh", "-c", Ask);
        Assert.That(open.Output, Does.StartWith("{}{}the guide").And.Contain("none of preset npm (registry.npmjs.org)"), open.ToString());
        Assert.That(open.Error, Does.Not.Contain("refused:"), open.ToString());
        Assert.That(registry.Requests, Is.EqualTo(new[] { "GET registry.npmjs.org/left-pad", "GET registry.npmjs.org/left-pad", "GET docs.example/guide" }));
    }

    [TestCase("npm", "go", "git", "wget")]
    [TestCase("mvn", Category = "Long")]
    public async Task A_client_shows_why_a_host_is_refused(params string[] names)
    {
        await using CliHost host = await CliHost.StartAsync();
        IEnumerable<string> commands = names.Select(name => $"({Clients[name].Command}) 2>&1");
        CommandResult refused = await host.InBottleAsync([], "sh", "-c", string.Join("; echo =====; ", commands));
        string[] shown = refused.Output.Split("=====");
        Assert.That(shown, Has.Length.EqualTo(names.Length), refused.ToString());
        foreach ((string name, string said) in names.Zip(shown))
        {
            Assert.That(said, Does.Match(Clients[name].Reason), name);
        }
    }

    [Test]
    public async Task Explain_names_the_preset_and_further_requirements()
    {
        await using CliHost host = await CliHost.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(host.Work, "explain.sh"), "while [ ! -e over ]; do sleep 0.05; done");
        Task<CommandResult> run = host.InBottleAsync(["--name", "asked", "--allow", "npm"], "sh", "-c", "touch ready; sh explain.sh");
        await host.UntilExistsAsync("ready", run);
        CommandResult allowed = await host.BotBottleAsync("explain", "asked", "https://registry.npmjs.org/left-pad");
        CommandResult publish = await host.BotBottleAsync("explain", "asked", "https://registry.npmjs.org/left-pad", "--method", "PUT");
        CommandResult other = await host.BotBottleAsync("explain", "asked", "https://pypi.org/simple/x/");
        await File.WriteAllTextAsync(Path.Combine(host.Work, "over"), "");
        await run;
        Assert.That(allowed.Output, Does.StartWith("allowed:").And.Contain("preset npm (registry.npmjs.org)"), allowed.ToString());
        Assert.That(publish.Output, Does.StartWith("refused:").And.Contain(
            "preset npm (registry.npmjs.org) is not for that: match 1: the method PUT is not GET or HEAD"), publish.ToString());
        Assert.That(other.Output, Does.Contain("start the next run with --allow pypi, or write allow: [pypi] in its bottle"), other.ToString());
    }
}
