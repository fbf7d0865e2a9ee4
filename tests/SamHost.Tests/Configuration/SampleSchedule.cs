namespace SamHost.Tests.Configuration;

public enum SampleSchedule
{
    Constant,
    Step,
    Cosine,
}
