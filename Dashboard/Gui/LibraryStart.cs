using System.Reflection;
using System.Runtime.CompilerServices;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// Loads the library. Its module initializer reads <c>.tui/config.json</c> of the current folder, which may be one that an agent writes: such a file could
/// change the picture, and a named pipe there would stop the start.
/// </summary>
internal static class LibraryStart
{
    /// <summary>Loads it with the root as the current folder; call it before anything else of the library.</summary>
    public static void Load()
    {
        string? here = MoveTo("/");
        try
        {
            // By its name: a type of it in this method would run the initializer before the method begins.
            RuntimeHelpers.RunModuleConstructor(Assembly.Load("Terminal.Gui").ManifestModule.ModuleHandle);
        }
        finally
        {
            if (here is not null)
            {
                _ = MoveTo(here);
            }
        }
    }

    /// <summary>Changes the current folder; returns the one before, or null if it stays.</summary>
    private static string? MoveTo(string folder)
    {
        try
        {
            string before = Environment.CurrentDirectory;
            Environment.CurrentDirectory = folder;
            return before;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // it was deleted, or is closed by now
        }
    }
}
