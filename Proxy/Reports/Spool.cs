using System.Text.Json;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Writes <see cref="SpoolFormat"/>: keeps reports that the controller has not acknowledged, so that a kill cannot lose them. The space for an admitted call's
/// end is reserved at its admission, so that the end always fits; without space, no call is admitted. Safe for several threads.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>The most bytes of a line; <see cref="ReportText"/> keeps reports below it.</summary>
    public const int MaxLine = 4 * 1024;

    /// <summary>
    /// The most bytes of a half that are live or reserved. A full half is rewritten with its live lines, which leaves a quarter of it free: a line costs a few
    /// times its length, however many reports are unacknowledged.
    /// </summary>
    private const int MostLive = SpoolFormat.HalfLength / 4 * 3;

    private readonly Lock _lock = new();
    private readonly SpoolFile _file;
    private readonly Dictionary<string, (byte[] Line, int Reserved)> _open = [];
    private readonly Dictionary<string, (UsageReport Report, byte[] Line)> _ended = [];
    private int _reserved;
    private int _bytes;

    private Spool(SpoolFile file) => _file = file;

    /// <summary>The number of bytes written to the file since it was created.</summary>
    public long Written => _file.Written;

    /// <summary>Creates this process's spool file and locks it before it gets its name.</summary>
    /// <param name="prefix">The path in <see cref="ProxyRun.Spool"/>.</param>
    /// <exception cref="ProxyConfigurationException">The disk is full, or too many dead proxies' spools wait to be drained.</exception>
    public static Spool Create(string prefix) => new(SpoolFile.Create(prefix));

    /// <summary>Reserves space for one call; false if there is none. <see cref="Release"/> undoes the reservation, <see cref="Admit"/> uses it.</summary>
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

    /// <summary>Releases the space of a call that does not take place.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _reserved -= 2 * MaxLine;
        }
    }

    /// <summary>Writes the admission of a reserved call, with its provisional charge.</summary>
    /// <exception cref="IOException">The file cannot be written; the call must not be made.</exception>
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
    /// Writes the provisional end of an admitted call. The line replaces the one of the admission, and the line of <see cref="End"/> will replace it, so that
    /// both fit into the reserved space. A reader of the file takes the last line.
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

    /// <summary>Writes the end of an admitted call.</summary>
    /// <exception cref="IOException">The file cannot be written, or it is full and no space was reserved for this end. The report is still kept in
    /// memory.</exception>
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
                // Space that is reserved for other calls must not be used.
                _ended[report.Exchange] = (report, []);
                throw new IOException($"it is full, and no space is reserved for the end of {report.Exchange}");
            }
            _ended[report.Exchange] = (report, line);
            _bytes += line.Length;
            Append(line);
        }
    }

    /// <summary>
    /// Returns at most <paramref name="count"/> reports of ended calls that are not acknowledged, without those of <paramref name="except"/>.
    /// </summary>
    public IReadOnlyList<UsageReport> Unacknowledged(int count, IReadOnlySet<string> except)
    {
        lock (_lock)
        {
            return [.. _ended.Values.Select(entry => entry.Report).Where(report => !except.Contains(report.Exchange)).Take(count)];
        }
    }

    /// <summary>Removes reports that are in the ledger. If nothing is left, the file is written from its beginning again.</summary>
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

    /// <summary>Closes the file. An empty one is deleted; otherwise the controller finds it unlocked and drains it.</summary>
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

    // A line that does not fit is written to the other half with all other unacknowledged lines.
    private void Append(byte[] line) =>
        _file.Append(line, _open.Values.Select(entry => entry.Line).Concat(_ended.Values.Select(entry => entry.Line)));
}
