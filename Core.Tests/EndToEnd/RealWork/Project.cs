namespace BotBottle.Core.Tests.EndToEnd.RealWork;

/// <summary>A small project in its own repository, as an agent finds one.</summary>
internal static class Project
{
    private const string Commit = "git init -q -b main && git add -A && git -c user.name=t -c user.email=t@example.com commit -qm project";

    /// <summary>Works on it in a bottle, with a registry on loopback instead of the public ones.</summary>
    /// <param name="host">The host.</param>
    /// <param name="allow">The argument of <c>--allow</c>.</param>
    /// <param name="registry">The registry.</param>
    /// <param name="script">The shell script.</param>
    /// <param name="files">The project's files.</param>
    public static async Task<CommandResult> WorkAsync(
        CliHost host, string allow, Registry registry, string script, params (string Name, string Content)[] files)
    {
        await using LoopbackSite site = await registry.StartAsync(host);
        foreach ((string name, string content) in files)
        {
            string file = Path.Combine(host.Work, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }

        CommandResult committed = await Command.RunAsync("sh", ["-c", Commit], host.Work);
        Assert.That(committed.ExitCode, Is.Zero, committed.ToString());
        return await host.InBottleAsync(["--allow", allow], "sh", "-c", script);
    }
}
