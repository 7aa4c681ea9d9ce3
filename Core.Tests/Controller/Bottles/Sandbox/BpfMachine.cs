using System.Buffers.Binary;

namespace BotBottle.Core.Tests.Controller.Bottles.Sandbox;

/// <summary>A slow and simple interpreter of the classic BPF of seccomp, which returns the kernel's result.</summary>
internal static class BpfMachine
{
    public const uint X64 = 0xc000_003e;
    public const uint Arm64 = 0xc000_00b7;
    public const uint Allow = 0x7fff_0000;
    public const uint Kill = 0x8000_0000;

    public static uint Errno(int errno) => 0x0005_0000u | (uint)errno;

    public static uint Run(byte[] program, uint architecture, uint number, params ulong[] arguments)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        for (var i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (8 * i)), arguments[i]);
        }

        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = program.AsSpan(at * 8, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool? jump = BinaryPrimitives.ReadUInt16LittleEndian(instruction) switch
            {
                0x20 => null,
                0x06 => null,
                0x15 => accumulator == value,
                0x35 => accumulator >= value,
                0x45 => (accumulator & value) != 0,
                var other => throw new InvalidOperationException($"instruction {other:x} at {at}"),
            };
            if (instruction[0] == 0x06)
            {
                return value;
            }

            if (jump is { } taken)
            {
                at += taken ? instruction[2] : instruction[3];
            }
            else
            {
                accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
            }
        }
    }
}
