namespace Palette;

public static class Colours
{
    public static string Favourite => "green";
}
