using System.Collections;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// The variables by which .NET writes its process's memory to a file when it crashes, or lets a debugger in. The runtime reads them before our code runs, and
/// root's dump is written although the process is not dumpable.
/// </summary>
internal static class DumpVariables
{
    private static readonly string[] Prefixes = ["DOTNET_", "COMPlus_"];
    private static readonly string[] Names = ["DiagnosticPorts", "EnableCrashReport", "EnableCrashReportOnly"];

    /// <summary>Starts this program anew without these variables, if there are any; returns if there are none.</summary>
    /// <param name="arguments">The program's arguments.</param>
    public static void Drop(IReadOnlyList<string> arguments)
    {
        List<string> kept = [];
        bool isAny = false;
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            string name = (string)variable.Key;
            if (IsOne(name))
            {
                isAny = true;
            }
            else
            {
                kept.Add($"{name}={variable.Value}");
            }
        }

        if (isAny)
        {
            OwnProgram program = OwnProgram.Find();
            ProcessControl.Execute(program.Path, [.. program.Prefix, .. arguments], kept);
        }
    }

    /// <summary>True for the name of such a variable.</summary>
    public static bool IsOne(string name) =>
        Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } prefix
        && name[prefix.Length..] is var rest
        && (rest.StartsWith("Dbg", StringComparison.OrdinalIgnoreCase) || Names.Contains(rest, StringComparer.OrdinalIgnoreCase));
}
