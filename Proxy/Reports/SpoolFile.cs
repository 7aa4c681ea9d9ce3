using System.Buffers;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Proxy.Reports;

/// <summary>The two halves of a spool's file (<see cref="SpoolFormat"/>): lines are added to one, and when it is full those that live move to the
/// other.</summary>
internal sealed class SpoolFile : IDisposable
{
    private const int MaxUndrained = 16;

    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private int _half;
    private int _used;

    private SpoolFile(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>How many bytes were written since it was made.</summary>
    public long Written { get; private set; }

    /// <summary>Makes a file, locked before it has its name.</summary>
    /// <param name="prefix">The path in <see cref="ProxyRun.Spool"/>.</param>
    /// <exception cref="ProxyConfigurationException">The disk is full, or too many dead proxies' spools wait to be drained.</exception>
    public static SpoolFile Create(string prefix)
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
            return new SpoolFile(file, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProxyConfigurationException($"no spool in {folder}: {exception.Message}");
        }
    }

    /// <summary>Adds a line; where it does not fit, the other half gets all that live.</summary>
    /// <param name="line">The line with its end.</param>
    /// <param name="live">Every line that still counts, and this one among them.</param>
    /// <exception cref="IOException">It cannot be written, or more lives than a half holds; what was in the file still is.</exception>
    public void Append(byte[] line, IEnumerable<byte[]> live)
    {
        if (_used + line.Length <= SpoolFormat.HalfLength)
        {
            Write(line, At(_half) + _used);
            _used += line.Length;
            return;
        }
        byte[] lines = ArrayPool<byte>.Shared.Rent(SpoolFormat.HalfLength);
        try
        {
            int length = 0;
            foreach (byte[] one in live)
            {
                if (length + one.Length > SpoolFormat.HalfLength)
                {
                    throw new IOException("more is unacknowledged than half of it holds");
                }
                one.CopyTo(lines, length);
                length += one.Length;
            }
            // The new half is whole before the old one is touched.
            Write(lines.AsSpan(0, length), At(1 - _half));
            Clear();
            (_half, _used) = (1 - _half, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lines);
        }
    }

    /// <summary>Begins again. From the beginning of a half, so that a reader who finds it half cleared finds it empty.</summary>
    public void Clear()
    {
        for (int at = 0; at < _used; at += Zeros.Length)
        {
            Write(Zeros.AsSpan(0, Math.Min(Zeros.Length, _used - at)), At(_half) + at);
        }
        _used = 0;
    }

    /// <summary>Takes the file's name away.</summary>
    public void Delete() => File.Delete(_path);

    public void Dispose() => _file.Dispose();

    private static long At(int half) => (long)half * SpoolFormat.HalfLength;

    private void Write(ReadOnlySpan<byte> bytes, long at)
    {
        RandomAccess.Write(_file, bytes, at);
        Written += bytes.Length;
    }
}
