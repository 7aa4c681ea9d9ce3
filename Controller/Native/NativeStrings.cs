using System.Runtime.InteropServices;
using System.Text;

namespace BotBottle.Controller.Native;

/// <summary>A NULL-terminated array of C strings, in the form that exec(3) takes for arguments and environment.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte** _block;

    /// <summary>Copies the strings into native memory.</summary>
    /// <exception cref="ArgumentException">A string contains a NUL, which would cut it silently.</exception>
    public NativeStrings(IReadOnlyList<string> values)
    {
        var size = (nuint)((values.Count + 1) * sizeof(byte*));
        foreach (var value in values)
        {
            if (value.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"a NUL inside '{value.Replace('\0', '?')}'", nameof(values));
            }

            size += (nuint)Encoding.UTF8.GetByteCount(value) + 1;
        }

        _block = (byte**)NativeMemory.AllocZeroed(size);
        var text = (byte*)(_block + values.Count + 1);
        for (var i = 0; i < values.Count; i++)
        {
            _block[i] = text;
            var room = (int)((byte*)_block + size - text);
            text += Encoding.UTF8.GetBytes(values[i], new Span<byte>(text, room)) + 1;
        }
    }

    /// <summary>The array; valid until disposal.</summary>
    public byte** Pointer => _block;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
