namespace BotBottle.Core.Dlp;

/// <summary>Whether the first bytes of a body have the checksum or structure of its format.</summary>
internal delegate bool TokenCheck(ReadOnlySpan<byte> body);
