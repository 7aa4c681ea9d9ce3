using System.Globalization;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// A terminal that does not control our session, as after <c>setsid</c> and <c>su --command</c>. The kernel then lets any process read keys that are meant for
/// another one.
/// </summary>
internal static class ForeignTerminal
{
    /// <summary>
    /// True if this process may read it: it controls no session, or our nearest ancestor in the session that it controls is in its foreground.
    /// </summary>
    public static bool IsOurTurn(SafeFileHandle terminal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var device = Number(FileFacts.Of(terminal).DeviceNumber);
        for (var process = Environment.ProcessId; process > 0; process = ProcessFields.ParentOf(process))
        {
            if (ProcessFields.Of(process.ToString(CultureInfo.InvariantCulture)) is not { } look)
            {
                return false; // a hidden process (hidepid) may be the one in question
            }

            if (look[ProcessFields.Controlling] == device)
            {
                return look[ProcessFields.Group] == look[ProcessFields.Foreground];
            }
        }

        return !Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder)!)
            .Any(name => char.IsAsciiDigit(name[0]) && ProcessFields.Of(name) is { } fields && fields[ProcessFields.Controlling] == device);
    }

    /// <summary>Formats a device number as the field has it: bits 31 to 20 and 7 to 0 are the minor number, bits 15 to 8 the major one.</summary>
    private static string Number((uint Major, uint Minor) device) =>
        ((int)((device.Minor & 0xFF) | (device.Major << 8) | ((device.Minor & 0xFFF00) << 12))).ToString(CultureInfo.InvariantCulture);
}
