using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>One descriptor that a child inherits.</summary>
/// <param name="Handle">Ours.</param>
/// <param name="Number">The number under which the child finds it.</param>
internal readonly record struct DescriptorMapping(SafeHandle Handle, int Number);
