namespace BotBottle.Controller.Shared;

/// <summary>Colours text for a terminal; returns it unchanged if the output is not a terminal or <c>NO_COLOR</c> is set.</summary>
/// <param name="enabled">True to write escape sequences.</param>
internal sealed class Ink(bool enabled)
{
    public string Bold(string text) => Wrap("1", text);

    public string Dim(string text) => Wrap("2", text);

    public string Red(string text) => Wrap("31", text);

    public string Green(string text) => Wrap("32", text);

    public string Yellow(string text) => Wrap("33", text);

    private string Wrap(string code, string text) => enabled ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
