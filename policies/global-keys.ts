/**
 * The condition keys that any request may carry, with their kinds (see `ServiceTable`); kept by hand, since
 * the service authorization reference lists only each service's own. Source: IAM User Guide, "AWS global
 * condition context keys" and "Available keys for web identity federation".
 */
export const GLOBAL_KEYS = {
  "aws:PrincipalArn": "A",
  "aws:PrincipalAccount": "S",
  "aws:PrincipalOrgID": "S",
  "aws:PrincipalOrgPaths": "S*",
  "aws:PrincipalIsAWSService": "B",
  "aws:PrincipalServiceName": "S",
  "aws:PrincipalServiceNamesList": "S*",
  "aws:PrincipalType": "S",
  "aws:userid": "S",
  "aws:username": "S",
  "aws:FederatedProvider": "S",
  "aws:TokenIssueTime": "D",
  "aws:MultiFactorAuthAge": "N",
  "aws:MultiFactorAuthPresent": "B",
  "aws:Ec2InstanceSourceVpc": "S",
  "aws:Ec2InstanceSourcePrivateIPv4": "I",
  "aws:SourceIdentity": "S",
  "aws:AssumedRoot": "B",
  "aws:SourceIp": "I",
  "aws:SourceVpc": "S",
  "aws:SourceVpcArn": "A",
  "aws:SourceVpce": "S",
  "aws:VpcSourceIp": "I",
  "aws:VpceAccount": "S",
  "aws:VpceOrgID": "S",
  "aws:VpceOrgPaths": "S*",
  "aws:ResourceAccount": "S",
  "aws:ResourceOrgID": "S",
  "aws:ResourceOrgPaths": "S*",
  "aws:CalledVia": "S*",
  "aws:CalledViaFirst": "S",
  "aws:CalledViaLast": "S",
  "aws:ViaAWSService": "B",
  "aws:CurrentTime": "D",
  "aws:EpochTime": "E",
  "aws:referer": "S",
  "aws:RequestedRegion": "S",
  "aws:SecureTransport": "B",
  "aws:SourceArn": "A",
  "aws:SourceAccount": "S",
  "aws:SourceOrgID": "S",
  "aws:SourceOrgPaths": "S*",
  "aws:UserAgent": "S",
  "cognito-identity.amazonaws.com:sub": "S",
  "cognito-identity.amazonaws.com:aud": "S",
  "cognito-identity.amazonaws.com:amr": "S*",
  "lambda:SourceFunctionArn": "A",
  "ec2:SourceInstanceARN": "A",
} as const;

type FixedKeys = typeof GLOBAL_KEYS;

/** The kinds of the global keys, those with a free part included. */
export interface GlobalKeys extends FixedKeys {
  [tag: `aws:PrincipalTag/${string}`]: "S";
}
