using System.Globalization;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>A terminal that does not control our session: <c>setsid</c> and <c>su --command</c> start us so. The kernel then keeps nobody from reading what is typed for another.</summary>
internal static class ForeignTerminal
{
    private const int ControllingField = 4; // tty_nr, counted from the state on (proc_pid_stat(5))
    private const int ForegroundField = 5; // tpgid
    private const int GroupField = 2;
    private const int ParentField = 1;

    /// <summary>Whether it is ours to read: it controls nobody's session, or the nearest of our ancestors whose session it controls is in its foreground.</summary>
    public static bool IsOurTurn(SafeFileHandle terminal)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var device = Number(FileFacts.Of(terminal).DeviceNumber);
        for (var look = Fields("self"); look is not null; look = Fields(look[ParentField]))
        {
            if (look[ControllingField] == device)
            {
                return look[GroupField] == look[ForegroundField];
            }
        }

        return !Directory.EnumerateDirectories("/proc").Any(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Fields(Path.GetFileName(folder)) is { } fields && fields[ControllingField] == device);
    }

    /// <summary>As the field has it: bits 31 to 20 and 7 to 0 are the minor number, bits 15 to 8 the major one.</summary>
    private static string Number((uint Major, uint Minor) device) =>
        ((int)((device.Minor & 0xFF) | (device.Major << 8) | ((device.Minor & 0xFFF00) << 12))).ToString(CultureInfo.InvariantCulture);

    /// <summary>What follows the name in the process's file; null when there is no such process.</summary>
    private static string[]? Fields(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
