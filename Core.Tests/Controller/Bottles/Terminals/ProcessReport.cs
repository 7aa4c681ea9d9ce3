using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace BotBottle.Core.Tests.Controller.Bottles.Terminals;

/// <summary>Describes the processes of a test whose agent did not end: where they sleep, and who holds which terminal.</summary>
[SupportedOSPlatform("linux")]
internal static class ProcessReport
{
    private static readonly string[] Signals = ["SigPnd", "ShdPnd", "SigBlk", "SigIgn", "SigCgt"];

    /// <summary>Gets a line for each process that has the host's state folder or the word in its command line or environment, and for its threads.</summary>
    public static string Of(BottleHost host, string word)
    {
        StringBuilder report = new();
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            string command = Read(process, "cmdline").Replace('\0', ' ');
            bool ours = (command + Read(process, "environ")) is var text
                && (text.Contains(word, StringComparison.Ordinal) || text.Contains(host.State, StringComparison.Ordinal));
            string masters = string.Join(' ', Masters(process));
            if (!ours)
            {
                report.Append(masters.Length > 0 ? $"{Path.GetFileName(process)} holds the masters of {masters}: {Start(command)}\n" : "");
                continue;
            }

            // state, parent, group, session, terminal, foreground
            string fields = string.Join(' ', Read(process, "stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(6));
            report.Append(CultureInfo.InvariantCulture, $"{Path.GetFileName(process)} {fields} [{masters}] {Start(command)}\n");
            foreach (string thread in Try(() => Directory.GetDirectories(Path.Combine(process, "task"))))
            {
                string[] status = Read(thread, "status").Split('\n');
                string signals = string.Join(' ', status.Where(line => Signals.Any(line.StartsWith)).Select(line => line.Split('\t')[^1]));
                report.Append(CultureInfo.InvariantCulture, $"    {Read(thread, "comm").Trim()}: {Read(thread, "wchan")} {signals}\n");
            }
        }

        return report.ToString();
    }

    /// <summary>Numbers of the pseudoterminals whose masters a process has open.</summary>
    private static IEnumerable<string> Masters(string process) =>
        Try(() => Directory.GetFiles(Path.Combine(process, "fdinfo"))).SelectMany(descriptor => Read(descriptor, "").Split('\n'))
            .Where(line => line.StartsWith("tty-index:", StringComparison.Ordinal)).Select(line => line.Split('\t')[^1]);

    private static string Start(string command) => command[..Math.Min(command.Length, 160)];

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Try(Func<string[]> list)
    {
        try
        {
            return list();
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
