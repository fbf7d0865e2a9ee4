using System.Globalization;
using System.Net;

namespace SamHost.Reporting.Pages;

/// <summary>A piece of HTML. Made from interpolated text, it encodes whatever is put in that is not a piece itself.</summary>
public readonly record struct Html(string Text)
{
    /// <summary>HTML from text with values in it; numbers are written as in every culture.</summary>
    public static Html Of(FormattableString text) =>
        new(string.Format(
            CultureInfo.InvariantCulture, text.Format, [.. text.GetArguments().Select(argument => (object?)Encode(argument))]));

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Join("\n", pieces.Select(piece => piece.Text)));

    public override string ToString() => Text;

    private static string Encode(object? value) => value switch
    {
        Html piece => piece.Text,
        IEnumerable<Html> pieces => Join(pieces).Text,
        null => "",
        _ => WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };
}
