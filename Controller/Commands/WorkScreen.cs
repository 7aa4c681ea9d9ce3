using BotBottle.Controller.Shared;
using BotBottle.Controller.Workspaces;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Commands;

/// <summary>Shows a run's changes: on a terminal the whole screen anew, elsewhere a block of lines.</summary>
internal sealed class WorkScreen(CommandHost host)
{
    private const string FileStart = "diff --git ";
    private const string Top = "\u001b[?7l\u001b[H\u001b[2J"; // no wrapping: one line of text is one of the screen
    private const string End = "\u001b[?7h";
    private const int MostObeyed = 6;

    private static readonly TimeSpan LookAtSize = TimeSpan.FromMilliseconds(250);

    private string[] _shown = [];
    private Dictionary<string, string> _files = [];
    private List<string> _order = [];
    private Action _again = () => { };
    private (int Width, int Height)? _size;
    private bool _any;

    /// <summary>Shows the changes, if they differ from those that were shown.</summary>
    /// <param name="run">The run.</param>
    /// <param name="obeyed">Files that programs of the host obey.</param>
    /// <param name="lines">git's lines: the files with numbers, then on a terminal the changes.</param>
    public void Show(RunView run, IReadOnlyList<ObeyedFile> obeyed, string[] lines)
    {
        if (_any && _shown.SequenceEqual(lines))
        {
            return;
        }

        (_any, _shown) = (true, lines);
        string time = Times.Full(host.Time.GetUtcNow(), host.Time.LocalTimeZone);
        string[] heads = [.. WorkText.Obeyed(obeyed)];
        string[] stat = [.. lines.TakeWhile(line => !line.StartsWith(FileStart, StringComparison.Ordinal)).Where(line => line.Length > 0)];
        if (stat.Length == 0)
        {
            stat = ["no change yet"];
        }

        if (host.Screen() is null)
        {
            foreach (string line in (string[])[$"{time} {TerminalText.Clean(run.Name)}", .. heads.Where(line => line.Length > 0), .. stat, ""])
            {
                host.Output.WriteLine(line);
            }

            return;
        }

        Sort(lines);
        _again = () => Draw(TerminalText.Clean(run.Name), $"{TerminalText.Clean(run.Name)} · {stat[^1].Trim()} · {time} · Ctrl-C leaves", heads, stat);
        _again();
    }

    /// <summary>Waits, and draws again if the terminal has another size.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellation)
    {
        for (; time > TimeSpan.Zero; time -= LookAtSize)
        {
            await Task.Delay(time < LookAtSize ? time : LookAtSize, cancellation);
            if (host.Screen() is { } size && size != _size)
            {
                _again();
            }
        }
    }

    // Files whose changes are new come first.
    private void Sort(string[] lines)
    {
        Dictionary<string, string> files = [];
        for (int at = Array.FindIndex(lines, IsStart); at >= 0;)
        {
            int next = Array.FindIndex(lines, at + 1, IsStart);
            files[lines[at]] = string.Join('\n', lines[at..(next < 0 ? lines.Length : next)]);
            at = next;
        }

        string[] changed = [.. files.Where(file => _files.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)];
        _order = [.. changed, .. _order.Where(files.ContainsKey).Except(changed)];
        _files = files;

        static bool IsStart(string line) => line.StartsWith(FileStart, StringComparison.Ordinal);
    }

    private void Draw(string run, string title, string[] heads, string[] stat)
    {
        _size = host.Screen() ?? (80, 24);
        (int width, int rows) = (_size.Value.Width, _size.Value.Height - 1);
        List<string> lines = [host.Ink.Bold(Cut(title))];
        lines.AddRange(Some(heads, Math.Min(MostObeyed, rows / 3)).Select(Cut));
        lines.AddRange(Some(stat, rows / 3).Select(Cut));
        string[] changes = [.. _order.SelectMany(file => _files[file].Split('\n'))];
        int room = Math.Max(0, rows - lines.Count);
        lines.AddRange(changes.Take(changes.Length > room ? room - 1 : room).Select(line => Coloured(Cut(line))));
        if (changes.Length > room && room > 0)
        {
            lines.Add(host.Ink.Dim(Cut($" … {changes.Length - room + 1} more lines: bot-bottle diff {run}")));
        }

        host.Output.Write(Top + string.Concat(lines.Take(rows).Select(line => line + "\r\n")) + End);

        string Cut(string line) => line.Replace("\t", "    ", StringComparison.Ordinal) is var text && text.Length > width ? text[..width] : text;
    }

    private static string[] Some(string[] lines, int most) =>
        lines.Length <= most ? lines : [.. lines.Take(Math.Max(0, most - 1)), $" … {lines.Length - most + 1} more lines"];

    private string Coloured(string line) => line switch
    {
        _ when line.StartsWith(FileStart, StringComparison.Ordinal) => host.Ink.Bold(line),
        ['+', ..] => host.Ink.Green(line),
        ['-', ..] => host.Ink.Red(line),
        ['@', ..] => host.Ink.Dim(line),
        _ => line,
    };
}
