using System.Text.Json;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// The writer of <see cref="SpoolFormat"/>: keeps what the controller has not acknowledged where a kill cannot reach it. Every room that an admitted
/// call will need for its end is set aside at its admission, so that an end always fits; without room nothing is admitted. Safe for several threads.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>The most bytes of a line; <see cref="ReportText"/> keeps reports below it.</summary>
    public const int MaxLine = 4 * 1024;

    private const int MaxUndrained = 16;

    private readonly Lock _lock = new();
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Dictionary<string, (byte[] Line, int Reserved)> _open = [];
    private readonly Dictionary<string, (UsageReport Report, byte[] Line)> _ended = [];
    private int _half;
    private int _used;
    private int _reserved;
    private int _bytes;

    private Spool(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Makes this process's spool file, locked before it has its name.</summary>
    /// <param name="prefix">The path in <see cref="ProxyRun.Spool"/>.</param>
    /// <exception cref="ProxyConfigurationException">The disk is full, or too many dead proxies' spools wait to be drained.</exception>
    public static Spool Create(string prefix)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(prefix))!;
        string name = $"{Path.GetFileName(prefix)}-{Guid.CreateVersion7():N}";
        string temporary = Path.Combine(folder, ".new-" + name);
        try
        {
            if (Directory.GetFiles(folder, SpoolFormat.SearchPattern(prefix)).Length >= MaxUndrained)
            {
                throw new ProxyConfigurationException($"{MaxUndrained} spools in {folder} wait for the controller to drain them");
            }
            SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            // Zeros, not a hole: every block has its place on the disk from now on.
            RandomAccess.Write(file, new byte[SpoolFormat.Length], 0);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            string path = Path.Combine(folder, name);
            File.Move(temporary, path);
            return new Spool(file, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProxyConfigurationException($"no spool in {folder}: {exception.Message}");
        }
    }

    /// <summary>Sets room aside for one call; false when there is none. Undone by <see cref="Release"/> or used up by <see cref="Admit"/>.</summary>
    public bool TryReserve()
    {
        lock (_lock)
        {
            if (_bytes + _reserved + (2 * MaxLine) > SpoolFormat.HalfLength)
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
    /// Writes how an admitted call has ended if nothing more is learned of it. The line takes the place of the admission's, and the one of <see cref="End"/> will
    /// take its place, so that both fit into what was set aside; whoever reads the file believes the last.
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
    /// <exception cref="IOException">The file cannot be written; the report is kept in memory all the same.</exception>
    public void End(UsageReport report)
    {
        byte[] line = Line(new SpoolLine(null, report));
        lock (_lock)
        {
            Close(report.Exchange);
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
            if (_ended.Count == 0 && _open.Count == 0 && _used > 0)
            {
                Clear();
                _used = 0;
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
                File.Delete(_path);
            }
        }
        _file.Dispose();
    }

    private static byte[] Line(SpoolLine line)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(line, ControlJson.Default.SpoolLine);
        return [.. json, (byte)'\n'];
    }

    private void Close(string exchange)
    {
        if (_open.Remove(exchange, out (byte[] Line, int Reserved) open))
        {
            _bytes -= open.Line.Length;
            _reserved -= open.Reserved;
        }
    }

    private void Append(byte[] line)
    {
        if (_used + line.Length <= SpoolFormat.HalfLength)
        {
            RandomAccess.Write(_file, line, At(_half) + _used);
            _used += line.Length;
            return;
        }
        // The line that does not fit is among what is unacknowledged. The new half is whole before the old one is touched.
        byte[] lines = [.. _open.Values.Select(entry => entry.Line).Concat(_ended.Values.Select(entry => entry.Line)).SelectMany(bytes => bytes)];
        RandomAccess.Write(_file, lines, At(1 - _half));
        Clear();
        (_half, _used) = (1 - _half, lines.Length);
    }

    // From its beginning, so that a reader who finds it half cleared finds it empty.
    private void Clear() => RandomAccess.Write(_file, new byte[_used], At(_half));

    private static long At(int half) => (long)half * SpoolFormat.HalfLength;
}
