namespace BotBottle.Core.Routes;

/// <summary>Where a route was written: every verdict names it.</summary>
/// <param name="File">The file's name as the operator knows it, or what brought the route in where no file did.</param>
/// <param name="Line">The line, from 1; 0 where there is none.</param>
public sealed record RouteOrigin(string File, int Line)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}";
}
