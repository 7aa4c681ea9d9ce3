namespace BotBottle.Core.Control;

/// <summary>A proxy takes a yes that is for one request, before the request goes on.</summary>
/// <param name="Id">The approval's id.</param>
public sealed record ApprovalUse(string Id);
