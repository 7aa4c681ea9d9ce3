using System.Globalization;
using System.Numerics;
using System.Text;
using BotBottle.Core.WebSocket;

namespace BotBottle.Fuzz.References;

/// <summary>A slow reference for RFC 6455: it reads a whole array, one frame after another, and checks text per message.</summary>
internal static class ReferenceFrames
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The complete messages and control frames, in the order of their ends; then the fault, if there is one.</summary>
    public static List<string> Read(byte[] wire, bool masked, FrameLimits limits)
    {
        List<string> read = [];
        List<byte>? message = null;
        int kind = 0;
        int at = 0;
        while (at < wire.Length)
        {
            int first = wire[at];
            string? fault = (first & 0x70) != 0 ? "ReservedBits"
                : (first & 15) is (> 2 and < 8) or > 10 ? "ReservedOpcode"
                : (first & 8) != 0 && first < 128 ? "FragmentedControl" : null;
            if (fault is not null || at + 1 == wire.Length)
            {
                return With(read, fault);
            }

            int second = wire[at + 1];
            int code = second & 127;
            fault = second > 127 != masked ? "WrongMasking" : (first & 8) != 0 && code > 125 ? "ControlTooLong" : null;
            int size = code == 126 ? 2 : code == 127 ? 8 : 0;
            if (fault is not null || at + 2 + size > wire.Length)
            {
                return With(read, fault);
            }

            BigInteger length = size == 0 ? code : new BigInteger(wire.AsSpan(at + 2, size), isUnsigned: true, isBigEndian: true);
            if ((size == 2 && length < 126) || (size == 8 && (length < 65_536 || length >= BigInteger.Pow(2, 63))))
            {
                return With(read, "InvalidLength");
            }

            int body = at + 2 + size + (masked ? 4 : 0);
            if (body > wire.Length)
            {
                return read;
            }

            int opcode = first & 15;
            if (opcode < 8)
            {
                fault = opcode == 0 && message is null ? "UnexpectedContinuation" : opcode > 0 && message is not null ? "UnfinishedMessage"
                    : length > limits.Frame || length + (message?.Count ?? 0) > limits.Message ? "TooBig" : null;
                if (fault is not null)
                {
                    return With(read, fault);
                }
            }

            int there = (int)BigInteger.Min(length, wire.Length - body);
            byte[] payload = [.. Enumerable.Range(0, there).Select(i => (byte)(wire[body + i] ^ (masked ? wire[body - 4 + (i % 4)] : 0)))];
            bool whole = there == length;
            if (opcode < 8)
            {
                kind = opcode == 0 ? kind : opcode;
                message ??= [];
                message.AddRange(payload);
                bool ends = whole && first > 127;
                if (kind == 1 && !IsText(message.ToArray(), ends))
                {
                    return With(read, "InvalidText");
                }

                if (ends)
                {
                    read.Add((kind == 1 ? "text:" : "binary:") + Convert.ToHexString(message.ToArray()));
                    message = null;
                }
            }

            if (!whole)
            {
                return read;
            }

            if (opcode >= 8)
            {
                fault = opcode == 8 ? Close(payload) : null;
                if (fault is not null)
                {
                    return With(read, fault);
                }

                read.Add(opcode.ToString(CultureInfo.InvariantCulture) + ":" + Convert.ToHexString(payload));
                if (opcode == 8)
                {
                    return read;
                }
            }

            at = body + there;
        }

        return read;
    }

    private static string? Close(byte[] payload)
    {
        if (payload.Length == 0)
        {
            return null;
        }

        int code = payload.Length < 2 ? 0 : (payload[0] * 256) + payload[1];
        int[] registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
        return !registered.Contains(code) && (code < 3000 || code > 4999) ? "InvalidClose" : IsText(payload[2..], true) ? null : "InvalidText";
    }

    // A prefix is valid text if some ending completes it; one of three continuations is enough to decide.
    private static bool IsText(byte[] bytes, bool whole)
    {
        if (whole)
        {
            return Decodes(bytes);
        }

        byte[][] ends = [[], [0x80], [0xBF], [0x90], [0x80, 0x80], [0xBF, 0xBF], [0x90, 0x80], [0x80, 0x80, 0x80], [0xBF, 0xBF, 0xBF], [0x90, 0x80, 0x80]];
        return ends.Any(end => Decodes([.. bytes, .. end]));
    }

    private static bool Decodes(byte[] bytes)
    {
        try
        {
            Strict.GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static List<string> With(List<string> read, string? fault)
    {
        if (fault is not null)
        {
            read.Add("!" + fault);
        }

        return read;
    }
}
