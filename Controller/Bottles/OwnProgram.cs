using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>How to start this very program again: the launcher in a bottle is a verb of the CLI.</summary>
/// <param name="Path">The file to execute.</param>
/// <param name="Prefix">Arguments before the verb: the assembly, where the file is <c>dotnet</c>.</param>
/// <param name="Environment">What the runtime needs, and nothing of the caller's.</param>
internal sealed record OwnProgram(string Path, IReadOnlyList<string> Prefix, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where this installation lies, without links.</summary>
    public static string Folder { get; } = Paths.Real(System.IO.Path.GetDirectoryName(typeof(OwnProgram).Assembly.Location)!);

    /// <summary>Finds it: the executable beside our assembly, or the host that runs the assembly.</summary>
    /// <exception cref="BottleException">Neither is there.</exception>
    public static OwnProgram Find()
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_EnableDiagnostics"] = "0", // no debug socket in /tmp
            ["DOTNET_TieredPGO"] = "0", // it lives for milliseconds
        };
        if (System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location) is { } runtime)
        {
            environment["DOTNET_ROOT"] = System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "../../.."));
        }

        var assembly = typeof(OwnProgram).Assembly.Location;
        var executable = System.IO.Path.ChangeExtension(assembly, null);
        if (File.Exists(executable))
        {
            return new OwnProgram(executable, [], environment);
        }

        return System.Environment.ProcessPath is { } host && System.IO.Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new OwnProgram(host, [assembly], environment)
            : throw new BottleException($"{executable} is missing: build or install Bot Bottle again.");
    }
}
