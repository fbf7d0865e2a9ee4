namespace SamHost.Plugins.DatasetDigits;

/// <summary>What is done to the pixel values of the digits, 0 to 16 in the file.</summary>
public enum DigitsScaling
{
    /// <summary>Divided by 16: 0 to 1.</summary>
    Unit,

    /// <summary>One mean 0 and deviation 1 for all training pixels together, as is usual for images.</summary>
    Standardized,

    /// <summary>
    /// Each pixel with mean 0 and deviation 1 over the training examples; pixels that are constant there are 0. Rarely inked pixels of the
    /// border become large outliers.
    /// </summary>
    StandardizedPerPixel,
}
