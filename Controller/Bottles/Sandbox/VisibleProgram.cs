using BotBottle.Controller.Shared;
using BotBottle.Core.Presets;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Tells before the start that a bottle will not find its command, and the remedy. The message of <c>env</c> in the bottle could name neither the host's files
/// nor <c>--share</c>.
/// </summary>
internal static class VisibleProgram
{
    /// <summary>Gets the reason why the command is not found in the bottle; null if it is found.</summary>
    public static string? Problem(string command, ToolFolders tools, BottleShares shares)
    {
        if (Executable.Find(command, tools.Path, shares.WorkingFolder) is not { } file)
        {
            return Missing(command, shares.WorkingFolder);
        }

        string real = Paths.Real(file);
        bool seen = !Paths.Holds(shares.Home, real) || tools.Folders.Concat(shares.Shares.Select(share => share.Path)).Any(folder => Paths.Holds(folder, real));
        return seen ? null : $"{command} is {real}, which is not visible inside the bottle; add --share {Path.GetDirectoryName(real)}:ro";
    }

    private static string Missing(string command, string workingFolder)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(Path.Combine(workingFolder, command));
            return File.Exists(path) ? $"{command} is not executable: chmod +x {path}" : $"there is no program {path}";
        }

        string hint = NearestKey.Find(command, [.. AgentPresets.Names]) is { } agent && agent != command
            ? $"; did you mean '{agent}'?"
            : "; install it, or name its file";
        return $"no folder of PATH has a program '{command}'{hint}";
    }
}
