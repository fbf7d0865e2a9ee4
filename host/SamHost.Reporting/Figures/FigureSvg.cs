using System.Globalization;
using System.Xml.Linq;

namespace SamHost.Reporting.Figures;

/// <summary>
/// Makes of the SVG that ScottPlot draws one that scales, takes the colour of the text around it, can stand beside others in one page, and
/// is read aloud by its alternative text.
/// </summary>
internal static class FigureSvg
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string Foreground = FigureStyle.Foreground.ToHex()[..7];

    public static string Of(string drawn, string name, string altText)
    {
        var svg = XElement.Parse(drawn);
        svg.SetAttributeValue("viewBox", $"0 0 {svg.Attribute("width")!.Value} {svg.Attribute("height")!.Value}");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", altText);
        svg.SetAttributeValue("font-family", "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif");
        // The background is the page's.
        svg.Elements(Svg + "rect").FirstOrDefault()?.Remove();
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().ToList())
        {
            if (attribute.Value.Equals(Foreground, StringComparison.OrdinalIgnoreCase)) attribute.Value = "currentColor";
            // Ids count within the page, not within the figure.
            else if (attribute.Name == "id") attribute.Value = $"{name}-{attribute.Value}";
            else attribute.Value = attribute.Value.Replace("url(#", $"url(#{name}-", StringComparison.Ordinal);
        }

        foreach (var text in svg.Descendants(Svg + "text").ToList()) Anchor(text);
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>
    /// A text comes with the place of each of its glyphs in the font that was there when it was drawn. Whoever looks may have another font:
    /// the text keeps its middle.
    /// </summary>
    private static void Anchor(XElement text)
    {
        double[] places = [
            .. text.Attribute("x")!.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
                .Select(place => double.Parse(place, CultureInfo.InvariantCulture))];
        var size = double.Parse(text.Attribute("font-size")!.Value, CultureInfo.InvariantCulture);
        var advance = places.Length > 1 ? (places[^1] - places[0]) / (places.Length - 1) : 0.6 * size;
        text.Value = text.Value.Trim();
        text.SetAttributeValue("x", Math.Round((places[0] + places[^1] + advance) / 2, 2).ToString(CultureInfo.InvariantCulture));
        text.SetAttributeValue("y", text.Attribute("y")!.Value.Split(',')[0]);
        text.SetAttributeValue("text-anchor", "middle");
        text.SetAttributeValue("font-family", null);
    }
}
