using System.Globalization;

namespace BotBottle.Core.Tests.EndToEnd.Agents.Terminal;

/// <summary>Which modes a program has switched: those with a number (mouse, pasted text, another screen) and those of the keyboard.</summary>
internal sealed class TerminalModes
{
    private static readonly string[] OnAtStart = ["7", "25"]; // lines wrap, and there is a cursor
    private const string OtherKeys = "modifyOtherKeys";

    private readonly HashSet<string> _switched = [];
    private int _keyboards; // that the program has pushed on the terminal's

    /// <summary>The modes that are not as they were at the start.</summary>
    public IReadOnlyList<string> Switched => [.. _switched, .. Enumerable.Repeat("keyboard", _keyboards)];

    /// <summary>Takes a control sequence, without what begins it.</summary>
    public void Take(string parameters, char final)
    {
        if (parameters.Length == 0)
        {
            return;
        }

        string[] numbers = parameters[1..].Split(';');
        switch (parameters[0], final)
        {
            case ('?', 'h' or 'l'):
                foreach (string mode in numbers)
                {
                    bool isUsual = final == (OnAtStart.Contains(mode) ? 'h' : 'l');
                    _ = isUsual ? _switched.Remove(mode) : _switched.Add(mode);
                }

                break;
            case ('>', 'u'):
                _keyboards++;
                break;
            case ('<', 'u'):
                _keyboards = Math.Max(0, _keyboards - (numbers[0].Length == 0 ? 1 : int.Parse(numbers[0], CultureInfo.InvariantCulture)));
                break;
            case ('>', 'm') when numbers[0] == "4":
                _ = numbers.ElementAtOrDefault(1) is null or "" or "0" ? _switched.Remove(OtherKeys) : _switched.Add(OtherKeys);
                break;
        }
    }
}
