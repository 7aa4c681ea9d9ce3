using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Dlp;

/// <summary>A set of bytes for a token's body.</summary>
internal sealed class TokenCharset
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Smalls = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Declared before the sets, which add themselves to it.
    private static readonly uint[] SetsByByte = new uint[256];

    private static int _count;

    public static readonly TokenCharset Alphanumeric = new(Capitals + Smalls + Digits);
    public static readonly TokenCharset Word = new(Capitals + Smalls + Digits + "_");
    public static readonly TokenCharset Url = new(Capitals + Smalls + Digits + "_-");
    public static readonly TokenCharset Dotted = new(Capitals + Smalls + Digits + "_-.");
    public static readonly TokenCharset Bearer = new(Capitals + Smalls + Digits + "_-.~+/=");
    public static readonly TokenCharset Base64 = new(Capitals + Smalls + Digits + "+/=");
    public static readonly TokenCharset Base64Plain = new(Capitals + Smalls + Digits + "+/");
    public static readonly TokenCharset Base64Both = new(Capitals + Smalls + Digits + "+/_-");
    public static readonly TokenCharset Base64Url = new(Capitals + Smalls + Digits + "+/=_-");
    public static readonly TokenCharset Base64Lines = new(Capitals + Smalls + Digits + "+/=\r\n\t\\");
    public static readonly TokenCharset Base32 = new(Capitals + "234567");
    public static readonly TokenCharset Upper = new(Capitals + Digits);
    public static readonly TokenCharset UpperDashed = new(Capitals + Digits + "-");
    public static readonly TokenCharset Lower = new(Smalls + Digits);
    public static readonly TokenCharset LowerDashed = new(Smalls + Digits + "-");
    public static readonly TokenCharset Dollar = new(Smalls + Digits + "$");
    public static readonly TokenCharset Hook = new(Capitals + Smalls + Digits + "/_-");
    public static readonly TokenCharset Hex = new(Digits + "abcdefABCDEF");
    public static readonly TokenCharset HexLower = new(Digits + "abcdef");
    public static readonly TokenCharset HexDashed = new(Digits + "abcdef-");
    public static readonly TokenCharset Decimals = new(Digits);
    public static readonly TokenCharset Tilde = new(Capitals + Smalls + Digits + "_-.~");
    public static readonly TokenCharset Webhook = new(Capitals + Smalls + Digits + "/_-@");
    public static readonly TokenCharset Session = new(Capitals + Smalls + Digits + "!._");
    public static readonly TokenCharset Bitwarden = new(Capitals + Smalls + Digits + "+/=-.:");
    public static readonly TokenCharset UserInfo = new(Capitals + Smalls + Digits + "-._~!&()+,;=%^");
    public static readonly TokenCharset HexWord = new(Digits + "abcdef_");

    private readonly SearchValues<byte> _bytes;
    private readonly NibbleSet _set;

    private TokenCharset(string characters)
    {
        Index = _count++;
        byte[] bytes = Encoding.ASCII.GetBytes(characters);
        Bytes = bytes;
        _bytes = SearchValues.Create(bytes);
        _set = new NibbleSet(bytes);
        foreach (byte value in bytes)
        {
            SetsByByte[value] |= 1U << Index;
        }
    }

    /// <summary>The number of sets.</summary>
    public static int Count => _count;

    /// <summary>The set's number.</summary>
    public int Index { get; }

    /// <summary>The bytes of the set.</summary>
    public IReadOnlyList<byte> Bytes { get; }

    /// <summary>True if the set contains a byte.</summary>
    public bool Contains(byte value) => (SetsOf(value) >> Index & 1) != 0;

    /// <summary>The sets that contain a byte, as a bit per set number.</summary>
    public static uint SetsOf(byte value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(SetsByByte), value);

    /// <summary>The sets that contain all of six bytes, little-endian, as a bit per set number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SetsOfSix(ulong bytes) => SetsOf((byte)bytes) & SetsOf((byte)(bytes >> 8)) & SetsOf((byte)(bytes >> 16))
        & SetsOf((byte)(bytes >> 24)) & SetsOf((byte)(bytes >> 32)) & SetsOf((byte)(bytes >> 40));

    /// <summary>A bit for each of <see cref="NibbleSet.Block"/> bytes that the set contains.</summary>
    /// <param name="text">The first byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(ref byte text) => _set.Of(ref text);

    /// <summary>The number of consecutive bytes of the set at a place, at most <see cref="NibbleSet.Block"/>.</summary>
    public int Few(ReadOnlySpan<byte> text, int at) => at <= text.Length - NibbleSet.Block
        ? BitOperations.TrailingZeroCount(~Of(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), at)))
        : Run(text[at..]);

    /// <summary>The number of leading bytes of a text that the set contains.</summary>
    public int Run(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept(_bytes);
        return end < 0 ? text.Length : end;
    }
}
