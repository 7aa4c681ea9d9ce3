using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>One file descriptor that a child inherits.</summary>
/// <param name="Handle">Our handle.</param>
/// <param name="Number">The number in the child.</param>
internal readonly record struct DescriptorMapping(SafeHandle Handle, int Number);
