using System.Runtime.Versioning;

namespace BotBottle.Core.Tests.EndToEnd;

/// <summary>Runs the repository's <c>./try</c>.</summary>
[SupportedOSPlatform("linux")]
internal static class TryScript
{
    private static readonly DirectoryInfo Framework = new(Path.GetDirectoryName(CliHost.Cli)!);

    /// <summary>The top of the repository.</summary>
    public static string Tree { get; } = Framework.Parent!.Parent!.Parent!.Parent!.FullName;

    /// <summary>Installs the existing build, in the configuration of the tests.</summary>
    public static Task<CommandResult> InstallAsync(string prefix) => Command.RunAsync(
        Path.Combine(Tree, "try"), ["install", "--prefix", prefix, "-c", Framework.Parent!.Name, "--no-build"], "/");

    /// <summary>Runs the script as on a machine that lacks some programs of this one.</summary>
    /// <param name="lacks">Names of system programs.</param>
    /// <param name="stubs">A folder of programs that precede the system's.</param>
    /// <param name="user">The user id that it sees.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Task<CommandResult> OnAsync(IEnumerable<string> lacks, string stubs, int user, params string[] arguments) => Command.RunAsync(
        "bwrap",
        [
            "--unshare-user", "--uid", $"{user}", "--gid", $"{user}", "--dev-bind", "/", "/",
            // /dev/null is no program.
            .. lacks.Select(name => $"/usr/bin/{name}").Where(File.Exists).SelectMany(file => (string[])["--ro-bind", "/dev/null", file]),
            "--", Path.Combine(Tree, "try"), .. arguments,
        ],
        "/",
        new Dictionary<string, string?> { ["PATH"] = $"{stubs}:{Environment.GetEnvironmentVariable("PATH")}" });
}
