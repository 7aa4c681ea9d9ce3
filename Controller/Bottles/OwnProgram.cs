using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>The command that starts this program again: the launcher in a bottle is a verb of the CLI.</summary>
/// <param name="Path">The file to execute.</param>
/// <param name="Prefix">Arguments before the verb: the assembly, if the file is <c>dotnet</c>.</param>
/// <param name="Environment">The variables that the runtime needs, and none of the caller's.</param>
internal sealed record OwnProgram(string Path, IReadOnlyList<string> Prefix, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The folder of this installation, without links.</summary>
    public static string Folder { get; } = Paths.Real(System.IO.Path.GetDirectoryName(typeof(OwnProgram).Assembly.Location)!);

    /// <summary>Finds the program: the executable beside our assembly, or the host that runs the assembly.</summary>
    /// <exception cref="BottleException">Neither exists.</exception>
    public static OwnProgram Find()
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_EnableDiagnostics"] = "0", // no debug socket in /tmp
            ["DOTNET_TieredPGO"] = "0", // the process lives for milliseconds
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
