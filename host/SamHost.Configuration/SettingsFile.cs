using System.Text;
using System.Text.Json;

namespace SamHost.Configuration;

/// <summary>A layer of settings from a JSON file.</summary>
public static class SettingsFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file in UTF-8, with or without a byte order mark.</summary>
    /// <param name="path">The file, which messages name as it is given here.</param>
    /// <param name="problems">Where an unreadable file, a syntax error or a double key is reported.</param>
    /// <returns>An object; null where the file cannot be read as one.</returns>
    public static SettingsNode? Read(string path, SettingsProblems problems)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add("", path, Unreadable(path, exception));
            return null;
        }

        return Parse(bytes, path, problems);
    }

    /// <summary>Reads what a file holds, as <see cref="Read"/> does.</summary>
    public static SettingsNode? Parse(ReadOnlySpan<byte> utf8, string path, SettingsProblems problems)
    {
        if (utf8.StartsWith(Encoding.UTF8.Preamble))
            utf8 = utf8[Encoding.UTF8.Preamble.Length..];
        try
        {
            StrictUtf8.GetCharCount(utf8);
            var node = SettingsJson.Parse(utf8, path, problems);
            if (node.Kind == SettingsKind.Object)
                return node;
            problems.Add("", path, $"the file holds {node.Shown}; expected an object {{ ... }}.");
        }
        catch (DecoderFallbackException)
        {
            problems.Add("", path, "the file is not UTF-8 text; expected JSON in UTF-8.");
        }
        catch (JsonException exception)
        {
            var place = SettingsJson.Location(utf8, exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
            problems.Add(place, path, SyntaxError(exception.Message));
        }
        return null;
    }

    private static string Unreadable(string path, Exception exception) => exception switch
    {
        ArgumentException => "the name of the file is empty or malformed; give the path of a JSON file.",
        _ when Directory.Exists(path) => "this is a folder; give the path of a JSON file.",
        FileNotFoundException or DirectoryNotFoundException => $"the file does not exist; looked for {Path.GetFullPath(path)}.",
        _ => $"the file cannot be read: {exception.Message}",
    };

    // The reader's own words say what was expected but in these cases; what follows "LineNumber:" is in the location.
    private static string SyntaxError(string message)
    {
        var sentence = message.Split(" LineNumber:")[0];
        if (sentence.Contains("does not contain any JSON tokens"))
            return "the file is empty; expected an object { ... }.";
        if (sentence.Contains("Expected depth to be zero"))
            return "the file ends too early; expected the '}' or ']' of what is still open.";
        if (sentence.EndsWith("is an invalid start of a value."))
            return sentence + " Expected a string in double quotes, a number, true, false, null, '{' or '['.";
        return sentence;
    }
}
