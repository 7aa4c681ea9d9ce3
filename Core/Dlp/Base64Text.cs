using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace BotBottle.Core.Dlp;

/// <summary>Decodes Base64 of both alphabets without padding; it never throws.</summary>
internal static class Base64Text
{
    private const byte None = 0xFF;

    private static readonly byte[] Values = MakeValues();

    public static int DecodedBytes(int characters) => characters * 3 / 4;

    public static bool IsDigit(byte character) => Values[character] != None;

    /// <summary>The number of leading digits of a text, at most <paramref name="most"/>.</summary>
    public static int Run(ReadOnlySpan<byte> text, int most)
    {
        int run = 0;
        most = Math.Min(most, text.Length);
        while (run < most && Values[text[run]] != None)
        {
            run++;
        }

        return run;
    }

    /// <summary>Decodes the leading digits of a text; the last incomplete byte is dropped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">The output, at least three quarters as long as the text.</param>
    /// <param name="there">The number of digits.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> decoded, out int there)
    {
        int written = 0;
        int at = 0;
        for (; at <= text.Length - 32 && written <= decoded.Length - 28 && Base64Mask.Half(text, at) == uint.MaxValue; at += 32)
        {
            DecodeSixteen(text[at..], decoded[written..]);
            DecodeSixteen(text[(at + 16)..], decoded[(written + 12)..]);
            written += 24;
        }

        for (; at <= text.Length - 4; at += 4)
        {
            uint one = Values[text[at]], two = Values[text[at + 1]], three = Values[text[at + 2]], four = Values[text[at + 3]];
            if ((one | two | three | four) == None)
            {
                break;
            }

            uint bits = (one << 18) | (two << 12) | (three << 6) | four;
            decoded[written + 2] = (byte)bits;
            decoded[written + 1] = (byte)(bits >> 8);
            decoded[written] = (byte)(bits >> 16);
            written += 3;
        }

        there = at + Run(text[at..], 4);
        uint last = 0;
        for (int i = at; i < there; i++)
        {
            last |= (uint)Values[text[i]] << (18 - (6 * (i - at)));
        }

        for (int i = 0; i < (there - at) * 6 / 8; i++)
        {
            decoded[written++] = (byte)(last >> (16 - (8 * i)));
        }

        return written;
    }

    /// <summary>Decodes sixteen valid digits at once; without SSSE3 in scalar code.</summary>
    /// <param name="digits">Sixteen digits.</param>
    /// <param name="decoded">The output of sixteen bytes, of which twelve are valid.</param>
    public static void DecodeSixteen(ReadOnlySpan<byte> digits, Span<byte> decoded)
    {
        if (!Ssse3.IsSupported)
        {
            Decode(digits[..16], decoded, out _);
            return;
        }

        Vector128<byte> text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(digits[..16]));
        Vector128<byte> shift = Vector128.ConditionalSelect(Vector128.LessThan(text, Vector128.Create((byte)('9' + 1))), Vector128.Create((byte)(52 - '0')),
            Vector128.ConditionalSelect(
                Vector128.LessThan(text, Vector128.Create((byte)'a')), Vector128.Create(unchecked((byte)-'A')), Vector128.Create(unchecked((byte)(26 - 'a')))));
        Vector128<byte> values = Vector128.ConditionalSelect(Is(text, '+') | Is(text, '-'), Vector128.Create((byte)62),
            Vector128.ConditionalSelect(Is(text, '/') | Is(text, '_'), Vector128.Create((byte)63), text + shift));
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(values, Vector128.Create((short)0x0140).AsSByte());
        Vector128<int> quads = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00011000).AsInt16());
        Ssse3.Shuffle(quads.AsByte(), Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0x80, 0x80, 0x80, 0x80))
            .StoreUnsafe(ref MemoryMarshal.GetReference(decoded[..16]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Is(Vector128<byte> text, char digit) => Vector128.Equals(text, Vector128.Create((byte)digit));

    private static byte[] MakeValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, None);
        for (int i = 0; i < 64; i++)
        {
            values["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[i]] = (byte)i;
        }

        (values['-'], values['_']) = (62, 63);
        return values;
    }
}
