using System.Runtime.CompilerServices;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;
using BotBottle.Dashboard.Views;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>
/// Compares pictures with texts that a person has approved: Approved/NAME.txt. A different one is written beside it as NAME.received.txt, to be checked and
/// renamed.
/// </summary>
internal static class Approved
{
    public static void Verify(string name, DashboardState state, [CallerFilePath] string here = "")
    {
        string[] rows = Drawn.Rows(state);
        RequireExact(rows, state);
        string received = string.Concat(rows.Select(row => row + "|\n"));
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Approved", name + ".txt");
        string approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (received != approved)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".received.txt"), received);
            string[] were = approved.Split('\n');
            string difference =
                string.Join('\n', received.Split('\n').Select((line, i) => (line, was: i < were.Length ? were[i] : "")).Where(pair => pair.line != pair.was)
                .Select(pair => $"- {pair.was}\n+ {pair.line}"));
            Assert.Fail($"{name} differs from what was approved; look at {Path.ChangeExtension(path, ".received.txt")}:\n{difference}");
        }

        File.Delete(Path.ChangeExtension(path, ".received.txt"));
    }

    /// <summary>Requires one line per row, each exactly as wide as the terminal, with only printable characters.</summary>
    public static void RequireExact(string[] rows, DashboardState state)
    {
        Assert.That(rows, Has.Length.EqualTo(state.Height));
        foreach (string row in rows)
        {
            Assert.That(CellText.WidthOf(row), Is.EqualTo(state.Width), row);
            Assert.That(TerminalText.Clean(row), Is.EqualTo(row));
        }
    }
}
