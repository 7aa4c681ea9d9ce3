using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// The writer of <see cref="SpoolFormat"/>: keeps what the controller has not acknowledged where a kill cannot reach it. Every room that an admitted
/// call will need for its end is set aside at its admission, so that an end always fits; without room nothing is admitted. Safe for several threads.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>The most bytes of a line; <see cref="ReportText"/> keeps reports below it.</summary>
    public const int MaxLine = 4 * 1024;

    /// <summary>
    /// The most bytes of a half that are live or set aside. A half that is full is written anew with what lives, and a quarter of it is free again: so a line
    /// costs a few times its length, however much nobody acknowledges.
    /// </summary>
    private const int MostLive = SpoolFormat.HalfLength / 4 * 3;

    private readonly Lock _lock = new();
    private readonly SpoolFile _file;
    private readonly Dictionary<string, (byte[] Line, int Reserved)> _open = [];
    private readonly Dictionary<string, (UsageReport Report, byte[] Line)> _ended = [];
    private int _reserved;
    private int _bytes;

    private Spool(SpoolFile file) => _file = file;

    /// <summary>How many bytes were written to the file since it was made.</summary>
    public long Written => _file.Written;

    /// <summary>Makes this process's spool file, locked before it has its name.</summary>
    /// <param name="prefix">The path in <see cref="ProxyRun.Spool"/>.</param>
    /// <exception cref="ProxyConfigurationException">The disk is full, or too many dead proxies' spools wait to be drained.</exception>
    public static Spool Create(string prefix) => new(SpoolFile.Create(prefix));

    /// <summary>Sets room aside for one call; false when there is none. Undone by <see cref="Release"/> or used up by <see cref="Admit"/>.</summary>
    public bool TryReserve()
    {
        lock (_lock)
        {
            if (!HasRoom(2 * MaxLine))
            {
                return false;
            }
            _reserved += 2 * MaxLine;
            return true;
        }
    }

    /// <summary>The reserved call does not take place.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _reserved -= 2 * MaxLine;
        }
    }

    /// <summary>Writes that a reserved call is admitted, with what it is charged if nothing more is learned.</summary>
    /// <exception cref="IOException">The file cannot be written: the call must not be made.</exception>
    public void Admit(UsageReport estimate)
    {
        byte[] line = Line(new SpoolLine(estimate, null));
        lock (_lock)
        {
            _reserved -= MaxLine;
            _open[estimate.Exchange] = (line, MaxLine);
            _bytes += line.Length;
            try
            {
                Append(line);
            }
            catch (IOException)
            {
                Close(estimate.Exchange);
                throw;
            }
        }
    }

    /// <summary>
    /// Writes how an admitted call has ended if nothing more is learned of it. The line takes the place of the admission's, and the one of <see cref="End"/>
    /// will take its place, so that both fit into what was set aside; whoever reads the file believes the last.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Note(UsageReport report)
    {
        byte[] line = Line(new SpoolLine(null, report));
        lock (_lock)
        {
            if (_open.ContainsKey(report.Exchange))
            {
                Close(report.Exchange);
                _open[report.Exchange] = (line, MaxLine - line.Length);
                _bytes += line.Length;
                _reserved += MaxLine - line.Length;
                Append(line);
            }
        }
    }

    /// <summary>Writes how an admitted call ended.</summary>
    /// <exception cref="IOException">
    /// The file cannot be written, or it is full and nobody had set room aside for this end; the report is kept in memory all the same.
    /// </exception>
    public void End(UsageReport report)
    {
        byte[] line = Line(new SpoolLine(null, report));
        lock (_lock)
        {
            bool hadRoom = Close(report.Exchange);
            if (_ended.Remove(report.Exchange, out (UsageReport Report, byte[] Line) before))
            {
                _bytes -= before.Line.Length;
            }
            if (!hadRoom && !HasRoom(line.Length))
            {
                // What was set aside for others is theirs.
                _ended[report.Exchange] = (report, []);
                throw new IOException($"it is full, and no room was set aside for the end of {report.Exchange}");
            }
            _ended[report.Exchange] = (report, line);
            _bytes += line.Length;
            Append(line);
        }
    }

    /// <summary>Ended calls that are not acknowledged, at most <paramref name="count"/>, without <paramref name="except"/>.</summary>
    public IReadOnlyList<UsageReport> Unacknowledged(int count, IReadOnlySet<string> except)
    {
        lock (_lock)
        {
            return [.. _ended.Values.Select(entry => entry.Report).Where(report => !except.Contains(report.Exchange)).Take(count)];
        }
    }

    /// <summary>These are in the ledger. With nothing left, the file starts again from its beginning.</summary>
    public void Acknowledge(IEnumerable<string> exchanges)
    {
        lock (_lock)
        {
            foreach (string exchange in exchanges)
            {
                if (_ended.Remove(exchange, out (UsageReport Report, byte[] Line) entry))
                {
                    _bytes -= entry.Line.Length;
                }
            }
            if (_ended.Count == 0 && _open.Count == 0)
            {
                _file.Clear();
            }
        }
    }

    /// <summary>Gives the file up: with nothing left in it, it goes; otherwise the controller finds it unlocked, and drains it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_open.Count == 0 && _ended.Count == 0)
            {
                _file.Delete();
            }
        }
        _file.Dispose();
    }

    private static byte[] Line(SpoolLine line)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(line, ControlJson.Default.SpoolLine);
        return [.. json, (byte)'\n'];
    }

    private bool HasRoom(int length) => _bytes + _reserved + length <= MostLive;

    private bool Close(string exchange)
    {
        if (!_open.Remove(exchange, out (byte[] Line, int Reserved) open))
        {
            return false;
        }
        _bytes -= open.Line.Length;
        _reserved -= open.Reserved;
        return true;
    }

    // The line that does not fit where it should is among what is unacknowledged.
    private void Append(byte[] line) =>
        _file.Append(line, _open.Values.Select(entry => entry.Line).Concat(_ended.Values.Select(entry => entry.Line)));
}
