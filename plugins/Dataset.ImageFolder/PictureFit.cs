namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>How a picture of another size is fitted.</summary>
public enum PictureFit
{
    /// <summary>It is stretched.</summary>
    Stretch,

    /// <summary>It is scaled until it covers the size, and what stands over is cut off evenly.</summary>
    Crop,
}
