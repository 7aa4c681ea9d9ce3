using System.Runtime.CompilerServices;
using Terminal.Gui.Drivers;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// A driver of the library without a terminal: cells and an output for them. The library takes no driver of another assembly, and the constructor of its own
/// starts a program that looks for a clipboard, and with it the runtime takes over the terminal's settings. So this sets only the fields that drawing needs.
/// </summary>
internal static class CellDriver
{
    private const string Implementation = "Terminal.Gui.Drivers.DriverImpl, Terminal.Gui";

    /// <summary>Creates a driver.</summary>
    /// <param name="output">The output.</param>
    public static IDriver Create(CellOutput output)
    {
        object driver = RuntimeHelpers.GetUninitializedObject(Type.GetType(Implementation, throwOnError: true)!);
        OutputOf(driver) = output;
        BufferOf(driver) = new OutputBufferImpl();
        SizeMonitorOf(driver) = new FixedSize();
        return (IDriver)driver;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_output")]
    private static extern ref IOutput OutputOf([UnsafeAccessorType(Implementation)] object driver);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_outputBuffer")]
    private static extern ref IOutputBuffer BufferOf([UnsafeAccessorType(Implementation)] object driver);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sizeMonitor")]
    private static extern ref ISizeMonitor SizeMonitorOf([UnsafeAccessorType(Implementation)] object driver);
}
