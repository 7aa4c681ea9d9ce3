using System.Globalization;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>Explains what podman without root lacks on this host, and tells the remedy.</summary>
internal static class RootlessPodman
{
    private const long Count = 65536; // the numbers that a user gets from adduser
    private const long First = 100_000;

    private static readonly string[] NoRange = ["no subuid ranges found", "no subgid ranges found", "keep-id requires additional"];
    private static readonly string[] NoProgram = ["\"newuidmap\": executable file not found", "\"newgidmap\": executable file not found"];

    /// <summary>Makes a sentence for an error of podman's that says little to its user; null for any other error.</summary>
    /// <param name="error">The output of podman.</param>
    /// <param name="user">The caller's login name.</param>
    /// <param name="ranges">The lines of /etc/subuid and /etc/subgid.</param>
    public static string? Explain(string error, string user, Func<IEnumerable<string>> ranges)
    {
        if (NoProgram.Any(error.Contains))
        {
            return "podman without root needs newuidmap and newgidmap. As root: apt-get install uidmap. Or use --isolation sandbox.";
        }

        if (!NoRange.Any(error.Contains))
        {
            return null;
        }

        var free = FreeNumber(ranges());
        var range = string.Create(CultureInfo.InvariantCulture, $"{free}-{free + Count - 1}");
        return $"podman without root needs a range of numbers for {user} in /etc/subuid and /etc/subgid. "
            + $"As root: usermod --add-subuids {range} --add-subgids {range} {user}. Then: podman system migrate. "
            + "Or use --isolation sandbox.";
    }

    /// <summary>Gets the lines of the host's files; a file that is missing has none.</summary>
    public static IEnumerable<string> Ranges() => ((string[])["/etc/subuid", "/etc/subgid"]).Where(File.Exists).SelectMany(File.ReadLines);

    /// <summary>Gets the first number behind all ranges (<c>name:first:count</c>).</summary>
    private static long FreeNumber(IEnumerable<string> ranges) => ranges.Select(line => line.Split(':'))
        .Select(fields => fields.Length == 3 && long.TryParse(fields[1], out var first) && long.TryParse(fields[2], out var count) ? first + count : 0)
        .Append(First).Max();
}
