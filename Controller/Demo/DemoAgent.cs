using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Demo;

/// <summary>The demo's agent: a script for curl, or for Node if there is no curl.</summary>
internal static class DemoAgent
{
    /// <summary>Writes the script into the agent's folder.</summary>
    /// <param name="environment">The host's environment, for PATH.</param>
    /// <param name="folder">The agent's working folder.</param>
    /// <param name="calls">Number of model calls.</param>
    /// <param name="walled">True to first try to bypass the proxy.</param>
    /// <returns>The command that runs the script.</returns>
    /// <exception cref="CommandFailure">Neither curl nor Node is installed.</exception>
    public static IReadOnlyList<string> Write(IReadOnlyDictionary<string, string> environment, string folder, int calls, bool walled)
    {
        string path = environment.GetValueOrDefault("PATH", "/usr/bin:/bin");
        (string program, string script) =
            Executable.Find("curl", path, folder) is not null ? ("sh", "agent.sh")
            : Executable.Find("node", path, folder) is { } node ? (node, "agent.mjs")
            : throw new CommandFailure(
                ExitCode.Failed, "the demo's agent needs curl or Node, and neither is on PATH",
                "Install one (Debian, Ubuntu: apt-get install curl) and try again.");
        using Stream source = typeof(DemoAgent).Assembly.GetManifestResourceStream($"BotBottle.Controller.Demo.{script}")!;
        using FileStream target = File.Create(Path.Combine(folder, script));
        source.CopyTo(target);
        return [program, script, calls.ToString(System.Globalization.CultureInfo.InvariantCulture), walled ? "walled" : "open"];
    }
}
