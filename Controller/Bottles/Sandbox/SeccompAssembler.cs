using System.Buffers.Binary;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Writes classic BPF (Documentation/userspace-api/seccomp_filter.rst) over struct seccomp_data: number at 0, architecture at 4, six 64-bit arguments from 16
/// on. It has only the instructions that the filter needs: load, compare, return. Jumps go forward by at most 255.
/// </summary>
internal sealed class SeccompAssembler
{
    private const ushort Load = 0x20; // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    private const ushort JumpAnyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
    private const ushort Finish = 0x06; // BPF_RET | BPF_K

    private readonly List<(ushort Code, byte True, byte False, uint Value)> _instructions = [];

    /// <summary>Number of instructions; the kernel takes at most 4096.</summary>
    public int Count => _instructions.Count;

    /// <summary>Gets the program as struct sock_filter, eight bytes per instruction, little-endian as on both architectures.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_instructions.Count * 8];
        var rest = bytes.AsSpan();
        foreach (var (code, yes, no, value) in _instructions)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, code);
            rest[2] = yes;
            rest[3] = no;
            BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], value);
            rest = rest[8..];
        }

        return bytes;
    }

    /// <summary>Loads the system call's number.</summary>
    public void LoadNumber() => Add(Load, 0, 0, 0);

    /// <summary>Loads the architecture of the call.</summary>
    public void LoadArchitecture() => Add(Load, 0, 0, 4);

    /// <summary>Loads the low half of an argument.</summary>
    public void LoadArgument(int index) => Add(Load, 0, 0, (uint)(16 + (8 * index)));

    /// <summary>Returns <paramref name="action"/> if the loaded value equals the value.</summary>
    public void ReturnIfEqual(uint value, uint action)
    {
        Add(JumpEqual, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns <paramref name="action"/> unless the loaded value equals the value.</summary>
    public void ReturnUnlessEqual(uint value, uint action)
    {
        Add(JumpEqual, 1, 0, value);
        Return(action);
    }

    /// <summary>Returns <paramref name="action"/> if the loaded value is at least the value, unsigned.</summary>
    public void ReturnIfAtLeast(uint value, uint action)
    {
        Add(JumpAtLeast, 0, 1, value);
        Return(action);
    }

    /// <summary>Returns <paramref name="action"/> if the loaded value has a bit of the mask.</summary>
    public void ReturnIfAnyBit(uint mask, uint action)
    {
        Add(JumpAnyBit, 0, 1, mask);
        Return(action);
    }

    /// <summary>Returns <paramref name="action"/> unless the loaded value equals one of the values.</summary>
    public void ReturnUnlessOneOf(ReadOnlySpan<uint> values, uint action)
    {
        for (var i = 0; i < values.Length; i++)
        {
            // Jumps over the remaining comparisons and the return.
            Add(JumpEqual, checked((byte)(values.Length - i)), 0, values[i]);
        }

        Return(action);
    }

    /// <summary>Skips <paramref name="block"/> unless the loaded value equals the value.</summary>
    public void When(uint value, Action block)
    {
        var jump = _instructions.Count;
        Add(JumpEqual, 0, 0, value);
        block();
        _instructions[jump] = (JumpEqual, 0, checked((byte)(_instructions.Count - jump - 1)), value);
    }

    /// <summary>Returns <paramref name="action"/>.</summary>
    public void Return(uint action) => Add(Finish, 0, 0, action);

    private void Add(ushort code, byte yes, byte no, uint value) => _instructions.Add((code, yes, no, value));
}
