namespace SamHost.Configuration.Tests;

public enum SampleSchedule
{
    Constant,
    Step,
    Cosine,
}
