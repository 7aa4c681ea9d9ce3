using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Proxy.Run;

/// <summary>
/// A copy of a request's body, for counting its tokens before the last bytes are sent: in memory up to 256 KiB, then in an unnamed file. It is limited by
/// itself and together with all others of its run. Above a limit it is empty and has a <see cref="Problem"/>.
/// </summary>
/// <param name="budget">The memory budget of the run.</param>
/// <param name="folder">The folder for the file, which only the proxy reads.</param>
internal sealed class BodyCopy(GatherBudget budget, string folder) : IDisposable
{
    /// <summary>The largest body to count.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int MostInMemory = 256 * 1024;

    private byte[] _memory = [];
    private int _inMemory;
    private SafeFileHandle? _file;
    private bool _isOver;

    /// <summary>The number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>True if the body is larger than <see cref="MaxBytes"/>.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The reason why the copy is missing; null if it is complete.</summary>
    public string? Problem { get; private set; }

    /// <summary>Adds the next bytes of the body.</summary>
    public void Append(in ReadOnlySequence<byte> content)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            Append(segment.Span);
        }
    }

    /// <summary>Ends the copy; later bytes are ignored, because it has them already.</summary>
    public void Complete() => _isOver = true;

    /// <summary>Reads from an offset; returns the number of bytes, 0 at the end.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Read(long at, Span<byte> into)
    {
        if (at >= _inMemory)
        {
            return _file is null ? 0 : RandomAccess.Read(_file, into, at - _inMemory);
        }
        int count = Math.Min(into.Length, _inMemory - (int)at);
        _memory.AsSpan((int)at, count).CopyTo(into);
        return count;
    }

    public void Dispose()
    {
        LetGo();
        _isOver = true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_isOver || Problem is not null || bytes.IsEmpty)
        {
            return;
        }
        IsTooLarge = Length + bytes.Length > MaxBytes;
        if (IsTooLarge || !budget.TryTake(bytes.Length))
        {
            LetGo();
            Problem = IsTooLarge ? $"it is larger than {MaxBytes / 1024 / 1024} MiB" : "too many bytes wait to be counted";
            return;
        }
        Length += bytes.Length;
        int count = Math.Min(bytes.Length, MostInMemory - _inMemory);
        Grow(_inMemory + count);
        bytes[..count].CopyTo(_memory.AsSpan(_inMemory));
        _inMemory += count;
        if (count == bytes.Length)
        {
            return;
        }
        try
        {
            _file ??= OpenUnnamed();
            RandomAccess.Write(_file, bytes[count..], Length - bytes.Length + count - _inMemory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LetGo();
            Problem = $"it could not be stored: {exception.Message}";
        }
    }

    private void Grow(int length)
    {
        if (length > _memory.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(MostInMemory, Math.Max(4096, 2 * length)));
            _memory.AsSpan(0, _inMemory).CopyTo(larger);
            Return();
            _memory = larger;
        }
    }

    // The name is deleted at once, so that the agent's text does not stay on the disk after the call.
    private SafeFileHandle OpenUnnamed()
    {
        string path = Path.Combine(folder, $".count-{Guid.NewGuid():N}");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None | FileShare.Delete);
        try
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void LetGo()
    {
        budget.Return((int)Length);
        (Length, _inMemory) = (0, 0);
        Return();
        _memory = [];
        _file?.Dispose();
        _file = null;
    }

    private void Return()
    {
        if (_memory.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_memory, clearArray: true);
        }
    }
}
