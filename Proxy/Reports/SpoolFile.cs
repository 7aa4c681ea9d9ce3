using System.Buffers;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// The two halves of a spool's file (<see cref="SpoolFormat"/>). Lines are appended to one half; when it is full, the live lines move to the other.
/// </summary>
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

    /// <summary>The number of bytes written since the file was created.</summary>
    public long Written { get; private set; }

    /// <summary>Creates a file and locks it before it gets its name.</summary>
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
            // Zeros instead of a hole, so that every block is allocated on the disk.
            RandomAccess.Write(file, new byte[SpoolFormat.Length], 0);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            string path = Path.Combine(folder, name);
            File.Move(temporary, path);
            return new SpoolFile(file, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProxyConfigurationException($"cannot create a spool in {folder}: {exception.Message}");
        }
    }

    /// <summary>Appends a line. If it does not fit, all live lines are written to the other half.</summary>
    /// <param name="line">The line with its line end.</param>
    /// <param name="live">All live lines, including this one.</param>
    /// <exception cref="IOException">The file cannot be written, or the live lines do not fit into a half. The file's contents are unchanged.</exception>
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
                    throw new IOException("the unacknowledged reports do not fit into half of it");
                }
                one.CopyTo(lines, length);
                length += one.Length;
            }
            // The new half is complete before the old one is changed.
            Write(lines.AsSpan(0, length), At(1 - _half));
            Clear();
            (_half, _used) = (1 - _half, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lines);
        }
    }

    /// <summary>Clears the current half from its beginning, so that a reader takes a partly cleared half for an empty one.</summary>
    public void Clear()
    {
        for (int at = 0; at < _used; at += Zeros.Length)
        {
            Write(Zeros.AsSpan(0, Math.Min(Zeros.Length, _used - at)), At(_half) + at);
        }
        _used = 0;
    }

    /// <summary>Deletes the file.</summary>
    public void Delete() => File.Delete(_path);

    public void Dispose() => _file.Dispose();

    private static long At(int half) => (long)half * SpoolFormat.HalfLength;

    private void Write(ReadOnlySpan<byte> bytes, long at)
    {
        RandomAccess.Write(_file, bytes, at);
        Written += bytes.Length;
    }
}
