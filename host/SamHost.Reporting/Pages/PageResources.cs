using System.Security.Cryptography;
using System.Text;

namespace SamHost.Reporting.Pages;

/// <summary>Scripts and styles of pages, which are in the assembly; the live page is sent the same ones.</summary>
public static class PageResources
{
    /// <summary>Apache ECharts, a classic script.</summary>
    public const string Charts = "echarts.js";

    /// <summary>Draws figures by it, a module.</summary>
    public const string FigureScript = "figure.js";

    /// <summary>The colours of pages, and the style of figures.</summary>
    public const string FigureStyle = "figure.css";

    /// <summary>The text of one of them.</summary>
    public static string Read(string name)
    {
        using var resource = typeof(PageResources).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>What a content security policy names an inline script by.</summary>
    internal static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
}
