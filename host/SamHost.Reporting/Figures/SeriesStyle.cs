namespace SamHost.Reporting.Figures;

/// <summary>
/// How a series is drawn: a colour, and beside it a dash and a marker, which say the same to whoever does not see the colour.
/// </summary>
/// <param name="Colour">Its place in the order of colours: the same for the same optimizer throughout a page. 0 is that of text.</param>
/// <param name="Variant">Which of the series of that colour it is, from 0: dashes and markers go by it.</param>
public readonly record struct SeriesStyle(int Colour, int Variant)
{
    /// <summary>How many colours there are.</summary>
    public const int Colours = 7;

    private const int Dashes = 4;
    private const int Markers = 6;

    /// <summary>The style of a place in a list: a new colour each, as long as there are some.</summary>
    public static SeriesStyle Of(int place) => new(place % Colours, place / Colours);

    /// <summary>0 is a solid line.</summary>
    public int Dash => Variant % Dashes;

    /// <summary>0 is a circle.</summary>
    public int Marker => (Colour + Variant) % Markers;
}
