using System.Collections.Concurrent;
using System.Drawing;
using Terminal.Gui.Drawing;
using Terminal.Gui.Drivers;

namespace BotBottle.Dashboard.Gui;

/// <summary>
/// The library's output: it keeps the drawn cells, and writes nothing. The library's own output writes each cell of a view that is drawn again, and makes
/// links of text that looks like an address.
/// </summary>
internal sealed class CellOutput : IOutput
{
    private Size _size;
    private Cursor _cursor = new();

    /// <summary>The cells of each row. A row that was drawn again is a new array.</summary>
    public FrameCell[][] Rows { get; private set; } = [];

    /// <inheritdoc/>
    public bool Force16Colors { get; set; }

    /// <inheritdoc/>
    public bool IsLegacyConsole { get; set; }

    /// <inheritdoc/>
    public bool UseKittyGraphics { get; set; }

    /// <inheritdoc/>
    public void Write(IOutputBuffer buffer)
    {
        Cell[,] cells = buffer.Contents!;
        bool resized = Rows.Length != buffer.Rows || Rows[0].Length != buffer.Cols;
        Rows = resized ? new FrameCell[buffer.Rows][] : [.. Rows];
        for (int row = 0; row < buffer.Rows; row++)
        {
            if (!resized && !buffer.DirtyLines[row])
            {
                continue;
            }

            buffer.DirtyLines[row] = false;
            FrameCell[] drawn = new FrameCell[buffer.Cols];
            for (int column = 0; column < drawn.Length; column++)
            {
                ref Cell cell = ref cells[row, column];
                drawn[column] = new FrameCell(cell.Grapheme, cell.Attribute!.Value);
            }

            Rows[row] = drawn;
        }
    }

    /// <summary>Drops the text: the library's queries to a terminal, and the window's title.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
    }

    /// <inheritdoc/>
    public Size GetSize() => _size;

    /// <inheritdoc/>
    public void SetSize(int width, int height) => _size = new Size(width, height);

    /// <inheritdoc/>
    public Cursor GetCursor() => _cursor;

    /// <inheritdoc/>
    public void SetCursor(Cursor cursor) => _cursor = cursor;

    /// <inheritdoc/>
    public void Suspend()
    {
    }

    /// <inheritdoc/>
    public ConcurrentQueue<SixelToRender> GetSixels() => [];

    /// <inheritdoc/>
    public string GetLastOutput() => "";

    /// <inheritdoc/>
    public string ToAnsi(IOutputBuffer buffer) => "";

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
